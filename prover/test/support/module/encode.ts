/** Parts of a binary module (WebAssembly core specification 2.0, 5). */

/** Unsigned LEB128 of at most 32 bits. */
export const u = (value: number): number[] => {
  return value >>> 0 < 0x80 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...u(value >>> 7)]
}

/** Signed LEB128. */
export function s(value: bigint): number[] {
  if (value >= -64n && value < 64n) return [Number(value & 0x7fn)]
  return [Number(value & 0x7fn) | 0x80, ...s(value >> 7n)]
}

export const list = (items: number[][]): number[] => [...u(items.length), ...items.flat()]
export const section = (id: number, content: number[]): number[] => [id, ...u(content.length), ...content]
export const text = (name: string): number[] => list([...Buffer.from(name)].map((byte) => [byte]))
