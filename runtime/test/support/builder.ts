/** Builds modules byte by byte, for what the text format cannot say or would say at too great a length. */
export type Bytes = readonly number[]

export function leb(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return [...bytes, rest]
}

export function sleb(value: bigint): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest < -0x40n || rest >= 0x40n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return [...bytes, Number(rest & 0x7fn)]
}

export function vector(items: readonly Bytes[]): number[] {
  return leb(items.length).concat(...items)
}

export function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)]
  return [...leb(bytes.length), ...bytes]
}

export function section(id: number, content: Bytes): number[] {
  return [id, ...leb(content.length), ...content]
}

/** A function body: groups of locals as [count, type], and instructions without the last `end`. */
export function body(locals: readonly (readonly [number, number])[], code: Bytes): number[] {
  const content = [...vector(locals.map(([count, type]) => [...leb(count), type])), ...code, 0x0b]
  return [...leb(content.length), ...content]
}

export function moduleOf(...sections: Bytes[]): Uint8Array {
  const parts = [
    Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00),
    ...sections.map((s) => Uint8Array.from(s)),
  ]
  return new Uint8Array(Buffer.concat(parts))
}

const NOTHING_TYPE = [0x60, 0x00, 0x00]

/** A command: functions of type () -> (), the last one exported as `_start`. */
export function commandOf(bodies: readonly Bytes[]): Uint8Array {
  return moduleOf(
    section(1, vector([NOTHING_TYPE])),
    section(3, vector(bodies.map(() => [0]))),
    section(7, vector([[...text('_start'), 0, ...leb(bodies.length - 1)]])),
    section(10, leb(bodies.length).concat(...bodies)),
  )
}
