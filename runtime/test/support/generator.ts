import { type Bytes, body, leb, moduleOf, section, sleb, text, vector } from './builder.ts'
import type { Random } from './random.ts'

/**
 * Makes valid modules with code of random shape: arithmetic of all types, memory, globals, nested blocks, loops that
 * end, branches, branch tables, calls, indirect calls. Each is a handler; its output is a page that the code wrote.
 * Floats reach memory only as integers, since the bits of a NaN may differ from what the runtime makes of them.
 */
export function randomModule(random: Random, options: { floats?: boolean } = {}): Uint8Array {
  return new Generator(random, options.floats ?? true).module()
}

type Type = 0x7f | 0x7e | 0x7d | 0x7c
const I32 = 0x7f
const I64 = 0x7e
const F32 = 0x7d
const F64 = 0x7c
const TYPES: readonly Type[] = [I32, I64, F32, F64]
const EMPTY = 0x40

/** Local 0 of every function bounds its loops. */
const BOUND = 0
const LOCALS: readonly Type[] = [I32, I32, I64, F32, F64, I32, I64]
const GLOBALS: readonly Type[] = [I32, I64, F32, F64]
const FUNCTIONS = 7
const WORK_BYTES = 1024
const LOOP_TURNS = 6

const unary: Record<Type, number[]> = {
  [I32]: [0x67, 0x68, 0x69, 0xc0, 0xc1, 0x45],
  [I64]: [0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4],
  [F32]: [0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91],
  [F64]: [0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f],
}
const binary: Record<Type, number[]> = {
  [I32]: [0x6a, 0x6b, 0x6c, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x46, 0x48, 0x4d],
  [I64]: [0x7c, 0x7d, 0x7e, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a],
  [F32]: [0x92, 0x93, 0x94, 0x95, 0x96, 0x97],
  [F64]: [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5],
}
/** Divisions, which may trap. */
const division: Partial<Record<Type, number[]>> = { [I32]: [0x6d, 0x6e, 0x6f, 0x70], [I64]: [0x7f, 0x80, 0x81, 0x82] }
const conversion: Record<Type, [from: Type, code: Bytes][]> = {
  [I32]: [
    [I64, [0xa7]],
    [F64, [0xfc, 2]],
    [F32, [0xfc, 1]],
  ],
  [I64]: [
    [I32, [0xac]],
    [I32, [0xad]],
    [F64, [0xfc, 6]],
    [F32, [0xfc, 5]],
  ],
  [F32]: [
    [I32, [0xb2]],
    [I64, [0xb5]],
    [F64, [0xb6]],
  ],
  [F64]: [
    [I32, [0xb8]],
    [I64, [0xb9]],
    [F32, [0xbb]],
  ],
}
const load: Partial<Record<Type, number[]>> = { [I32]: [0x28, 0x2c, 0x2d, 0x2f], [I64]: [0x29, 0x31, 0x34] }

class Generator {
  readonly #random: Random
  #function = 0
  /** Labels around the current place: result types, or null for a loop, whose label goes back. */
  #labels: (Type | 'loop' | undefined)[] = []
  #loops = 0
  readonly #signatures: Type[][]
  /** Types of what is computed. */
  readonly #types: readonly Type[]

  constructor(random: Random, floats: boolean) {
    this.#random = random
    this.#types = floats ? TYPES : [I32, I64]
    // Function i takes these and answers an i32; i calls only functions after it, so nothing recurs.
    this.#signatures = Array.from({ length: FUNCTIONS }, () =>
      Array.from({ length: random(4) }, () => this.#pick(this.#types)),
    )
  }

  module(): Uint8Array {
    const signature = (parameters: readonly number[], results: readonly number[]): number[] => [
      0x60,
      ...vector(parameters.map((type) => [type])),
      ...vector(results.map((type) => [type])),
    ]
    const types = [
      ...this.#signatures.map((parameters) => signature(parameters, [I32])),
      signature([I32], [I32]),
      signature([I32, I32], [I64]),
    ]
    const indices = [...this.#signatures.keys(), FUNCTIONS, FUNCTIONS + 1]
    const constants: Record<Type, Bytes> = {
      [I32]: [0x41, 5],
      [I64]: [0x42, 6],
      [F32]: [0x43, 0, 0, 0x80, 0x3f],
      [F64]: [0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
    }
    const globals = GLOBALS.map((type) => [type, 1, ...constants[type], 0x0b])
    const bodies = [...this.#signatures.keys()].map((i) => this.#body(i))
    const alloc = body([], [0x41, ...sleb(8192n)])
    const handle = body([], [...this.#startingArguments(), 0x10, 0, 0x1a, 0x42, ...sleb(BigInt(WORK_BYTES))])
    return moduleOf(
      section(1, vector(types)),
      section(3, vector(indices.map((i) => leb(i)))),
      section(4, vector([[0x70, 0, FUNCTIONS]])),
      section(5, vector([[0, 1]])),
      section(6, vector(globals)),
      section(
        7,
        vector([
          [...text('memory'), 2, 0],
          [...text('alloc'), 0, FUNCTIONS],
          [...text('handle'), 0, FUNCTIONS + 1],
        ]),
      ),
      section(9, vector([[0, 0x41, 0, 0x0b, ...vector([...this.#signatures.keys()].map((i) => leb(i)))]])),
      section(10, vector([...bodies, alloc, handle])),
    )
  }

  #startingArguments(): number[] {
    return (this.#signatures[0] as Type[]).flatMap((type) => this.#constant(type))
  }

  #body(index: number): number[] {
    this.#function = index
    this.#labels = [I32]
    this.#loops = 0
    const code = [...this.#statements(3), ...this.#expression(I32, 3)]
    return body(
      LOCALS.map((type) => [1, type] as const),
      [...this.#setBound(), ...code],
    )
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random(items.length)] as T
  }

  /** Index of a declared local, past the parameters. */
  #local(position: number): number[] {
    return leb((this.#signatures[this.#function] as Type[]).length + position)
  }

  #setBound(): number[] {
    return [0x41, ...sleb(BigInt(LOOP_TURNS)), 0x21, ...this.#local(BOUND)]
  }

  #variable(type: Type): [get: number[], set: number[]] {
    const global = this.#random(4) === 0
    if (global)
      return [
        [0x23, GLOBALS.indexOf(type)],
        [0x24, GLOBALS.indexOf(type)],
      ]
    const at = this.#pick([...LOCALS.keys()].filter((i) => i !== BOUND && LOCALS[i] === type))
    return [
      [0x20, ...this.#local(at)],
      [0x21, ...this.#local(at)],
    ]
  }

  #constant(type: Type): number[] {
    const bits = (count: number): number[] => Array.from({ length: count }, () => this.#random(256))
    const special = this.#pick([0n, 1n, -1n, 7n, 255n, 65_536n, -(1n << 31n), BigInt(this.#random(0x7fff_ffff))])
    if (type === I32) return [0x41, ...sleb(special)]
    if (type === I64) return [0x42, ...sleb(this.#random(3) ? special : -(1n << 63n))]
    return type === F32 ? [0x43, ...bits(4)] : [0x44, ...bits(8)]
  }

  #address(): number[] {
    return [...this.#expression(I32, 0), 0x41, ...sleb(BigInt(WORK_BYTES - 8)), 0x70]
  }

  #expression(type: Type, depth: number): number[] {
    if (depth <= 0) return this.#random(2) ? this.#constant(type) : this.#variable(type)[0]
    const next = (wanted: Type): number[] => this.#expression(wanted, depth - 1)
    switch (this.#random(11)) {
      case 0:
        return [...next(type), this.#pick(unary[type])]
      case 1:
      case 2:
        return [...next(type), ...next(type), this.#pick(binary[type])]
      case 3: {
        const [from, code] = this.#pick(conversion[type].filter(([given]) => this.#types.includes(given)))
        return [...next(from), ...code]
      }
      case 4:
        return [...next(type), ...next(type), ...next(I32), 0x1b]
      case 5:
        return this.#blockWithResult(type, depth)
      case 6: {
        const loads = load[type]
        return loads ? [...this.#address(), this.#pick(loads), 0, 0] : this.#constant(type)
      }
      case 7:
        return [
          ...next(I32),
          0x04,
          type,
          ...this.#within(type, () => next(type)),
          0x05,
          ...this.#within(type, () => next(type)),
          0x0b,
        ]
      case 8:
        return type === I32 ? this.#call(depth) : next(type)
      case 9: {
        const divisions = division[type]
        if (!divisions || this.#random(10)) return next(type)
        return [...next(type), ...next(type), this.#pick(divisions)]
      }
      default: {
        const [get, set] = this.#variable(type)
        return [...next(type), ...set, ...get]
      }
    }
  }

  #call(depth: number): number[] {
    const callee = this.#function + 1 + this.#random(FUNCTIONS)
    // Calls inside loops multiply: one level of loops at most.
    if (callee >= FUNCTIONS || this.#loops > 1) return this.#constant(I32)
    const args = (this.#signatures[callee] as Type[]).flatMap((type) => this.#expression(type, depth - 2))
    if (this.#random(3)) return [...args, 0x10, ...leb(callee)]
    // Now and then a wrong index: a call that traps, or goes to a later function of the same type.
    const index = this.#random(12) ? callee : this.#function + 1 + this.#random(FUNCTIONS - this.#function)
    return [...args, 0x41, ...sleb(BigInt(index)), 0x11, ...leb(callee), 0]
  }

  #within<T>(label: Type | 'loop' | undefined, make: () => T): T {
    this.#labels.push(label)
    const made = make()
    this.#labels.pop()
    return made
  }

  #blockWithResult(type: Type, depth: number): number[] {
    return this.#within(type, () => {
      const early = [...this.#expression(type, depth - 1), ...this.#expression(I32, depth - 1), 0x0d, 0, 0x1a]
      return [0x02, type, ...this.#statements(depth - 1), ...early, ...this.#expression(type, depth - 1), 0x0b]
    })
  }

  #statements(depth: number): number[] {
    return Array.from({ length: 1 + this.#random(4) }, () => this.#statement(depth)).flat()
  }

  #statement(depth: number): number[] {
    const type = this.#pick(this.#types)
    if (depth <= 0) return [...this.#expression(type, 1), ...this.#variable(type)[1]]
    switch (this.#random(9)) {
      case 0:
        return [
          0x02,
          EMPTY,
          ...this.#within(undefined, () => [
            ...this.#statements(depth - 1),
            ...this.#leave(depth),
            ...this.#statements(depth - 1),
          ]),
          0x0b,
        ]
      case 1:
        return this.#loop(depth)
      case 2:
        return [
          ...this.#expression(I32, depth),
          0x04,
          EMPTY,
          ...this.#within(undefined, () => this.#statements(depth - 1)),
          ...this.#maybeElse(depth),
          0x0b,
        ]
      case 3:
        return [...this.#address(), ...this.#expression(I32, depth), this.#pick([0x36, 0x3a, 0x3b]), 0, 0]
      case 4:
        return [...this.#address(), ...this.#expression(I64, depth), this.#pick([0x37, 0x3c, 0x3e]), 0, 0]
      case 5:
        return this.#switch(depth)
      case 6:
        return [
          0x41,
          ...sleb(BigInt(this.#random(900))),
          ...this.#expression(I32, 1),
          0x41,
          ...sleb(BigInt(this.#random(100))),
          0xfc,
          11,
          0,
        ]
      default:
        return [...this.#expression(type, depth), ...this.#variable(type)[1]]
    }
  }

  #maybeElse(depth: number): number[] {
    return this.#random(2) ? [0x05, ...this.#within(undefined, () => this.#statements(depth - 1))] : []
  }

  /** A branch out of a block, conditional or not, or a return. */
  #leave(depth: number): number[] {
    const plain = [...this.#labels.keys()].filter((i) => this.#labels[i] === undefined)
    if (plain.length === 0) return []
    const label = leb(this.#labels.length - 1 - this.#pick(plain))
    const choice = this.#random(4)
    if (choice === 0) return [0x0c, ...label]
    if (choice === 1) return [...this.#expression(I32, depth - 1), 0x0f]
    return [...this.#expression(I32, depth - 1), 0x0d, ...label]
  }

  #loop(depth: number): number[] {
    if (this.#loops > 1) return this.#statement(0)
    this.#loops++
    const content = this.#within('loop', () => this.#statements(depth - 1))
    this.#loops--
    // bound -= 1; again while bound > 0
    const again = [0x20, ...this.#local(BOUND), 0x41, 1, 0x6b, 0x22, ...this.#local(BOUND), 0x41, 0, 0x4a, 0x0d, 0]
    return [0x03, EMPTY, ...content, ...again, 0x0b, ...(this.#loops === 0 ? this.#setBound() : [])]
  }

  #switch(depth: number): number[] {
    const arms = 2 + this.#random(3)
    const opened = new Array<number[]>(arms).fill([0x02, EMPTY]).flat()
    this.#labels.push(...new Array<undefined>(arms).fill(undefined))
    const table = [
      ...this.#expression(I32, depth - 1),
      0x0e,
      ...vector(Array.from({ length: arms }, () => leb(this.#random(arms)))),
      this.#random(arms),
    ]
    const code = [...opened, ...table]
    for (let i = 0; i < arms; i++) {
      this.#labels.pop()
      code.push(0x0b, ...this.#statements(depth - 1))
    }
    return code
  }
}
