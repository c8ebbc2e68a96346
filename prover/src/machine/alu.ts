import { M32 } from './words.ts'

/** Base opcodes of the two widths: comparisons begin at `compare`, counts and arithmetic at `count`. */
const WIDTHS = [
  { bits: 32, compare: 0x45, count: 0x67 },
  { bits: 64, compare: 0x50, count: 0x79 },
] as const
const COMPARISONS = 11
const OTHERS = 18

/** Operations by what they are called in both widths, in order of their opcodes. */
const Kind = {
  Eqz: 0,
  Eq: 1,
  Ne: 2,
  LtS: 3,
  LtU: 4,
  GtS: 5,
  GtU: 6,
  LeS: 7,
  LeU: 8,
  GeS: 9,
  GeU: 10,
  Clz: 11,
  Ctz: 12,
  Popcnt: 13,
  Add: 14,
  Sub: 15,
  Mul: 16,
  DivS: 17,
  DivU: 18,
  RemS: 19,
  RemU: 20,
  And: 21,
  Or: 22,
  Xor: 23,
  Shl: 24,
  ShrS: 25,
  ShrU: 26,
  Rotl: 27,
  Rotr: 28,
} as const

/** Conversions and sign extensions: from how many bits, signed or not, to how many. */
const EXTENSIONS = new Map<number, { from: number; signed: boolean; to: number }>([
  [0xa7, { from: 32, signed: false, to: 32 }],
  [0xac, { from: 32, signed: true, to: 64 }],
  [0xad, { from: 32, signed: false, to: 64 }],
  [0xc0, { from: 8, signed: true, to: 32 }],
  [0xc1, { from: 16, signed: true, to: 32 }],
  [0xc2, { from: 8, signed: true, to: 64 }],
  [0xc3, { from: 16, signed: true, to: 64 }],
  [0xc4, { from: 32, signed: true, to: 64 }],
])

function kindOf(op: number): { kind: number; bits: number } | undefined {
  for (const { bits, compare, count } of WIDTHS) {
    if (op >= compare && op < compare + COMPARISONS) return { kind: op - compare, bits }
    if (op >= count && op < count + OTHERS) return { kind: op - count + COMPARISONS, bits }
  }
  return undefined
}

/** Whether the machine has this arithmetic opcode. */
export function isAlu(op: number): boolean {
  return kindOf(op) !== undefined || EXTENSIONS.has(op)
}

/** Whether the operation takes a second operand. */
export function isBinary(op: number): boolean {
  const kind = kindOf(op)?.kind ?? Kind.Eqz
  return kind >= Kind.Add || (kind >= Kind.Eq && kind <= Kind.GeU)
}

/** The result, as wide as the operation's; undefined where WebAssembly traps. `y` of a unary operation is ignored. */
export function evaluate(op: number, x: bigint, y: bigint): bigint | undefined {
  const extension = EXTENSIONS.get(op)
  if (extension) {
    const { from, signed, to } = extension
    return BigInt.asUintN(to, signed ? BigInt.asIntN(from, x) : BigInt.asUintN(from, x))
  }
  const { kind, bits } = kindOf(op) as { kind: number; bits: number }
  const [a, b] = [BigInt.asUintN(bits, x), BigInt.asUintN(bits, y)]
  if (kind < Kind.Clz) return compare(kind, bits, a, b) ? 1n : 0n
  if (kind < Kind.Add) return BigInt(countBits(kind, bits, a))
  const result = kind < Kind.And ? arithmetic(kind, bits, a, b) : bitwise(kind, bits, a, b)
  return result === undefined ? undefined : BigInt.asUintN(bits, result)
}

function compare(kind: number, bits: number, a: bigint, b: bigint): boolean {
  const [s, t] = [BigInt.asIntN(bits, a), BigInt.asIntN(bits, b)]
  switch (kind) {
    case Kind.Eqz:
      return a === 0n
    case Kind.Eq:
      return a === b
    case Kind.Ne:
      return a !== b
    case Kind.LtS:
      return s < t
    case Kind.LtU:
      return a < b
    case Kind.GtS:
      return s > t
    case Kind.GtU:
      return a > b
    case Kind.LeS:
      return s <= t
    case Kind.LeU:
      return a <= b
    case Kind.GeS:
      return s >= t
    default:
      return a >= b
  }
}

function countBits(kind: number, bits: number, a: bigint): number {
  const digits = a.toString(2).padStart(bits, '0')
  if (kind === Kind.Popcnt) return digits.replaceAll('0', '').length
  const first = kind === Kind.Clz ? digits.indexOf('1') : bits - 1 - digits.lastIndexOf('1')
  return a === 0n ? bits : first
}

function arithmetic(kind: number, bits: number, a: bigint, b: bigint): bigint | undefined {
  const [s, t] = [BigInt.asIntN(bits, a), BigInt.asIntN(bits, b)]
  if (kind === Kind.Add) return a + b
  if (kind === Kind.Sub) return a - b
  if (kind === Kind.Mul) return a * b
  if (b === 0n) return undefined
  if (kind === Kind.DivU) return a / b
  if (kind === Kind.RemU) return a % b
  if (kind === Kind.RemS) return s % t
  const quotient = s / t
  return quotient === 1n << BigInt(bits - 1) ? undefined : quotient
}

function bitwise(kind: number, bits: number, a: bigint, b: bigint): bigint {
  const width = BigInt(bits)
  const n = b & (width - 1n)
  switch (kind) {
    case Kind.And:
      return a & b
    case Kind.Or:
      return a | b
    case Kind.Xor:
      return a ^ b
    case Kind.Shl:
      return a << n
    case Kind.ShrS:
      return BigInt.asIntN(bits, a) >> n
    case Kind.ShrU:
      return a >> n
    case Kind.Rotl:
      return (a << n) | (a >> (width - n))
    default:
      return (a >> n) | (a << (width - n))
  }
}

/** Bytes that a load touches, and whether it extends their sign, by opcode from 0x28. */
export const LOADS = [
  { bytes: 4 },
  { bytes: 8 },
  { bytes: 4 },
  { bytes: 8 },
  { bytes: 1, signed: 32 },
  { bytes: 1 },
  { bytes: 2, signed: 32 },
  { bytes: 2 },
  { bytes: 1, signed: 64 },
  { bytes: 1 },
  { bytes: 2, signed: 64 },
  { bytes: 2 },
  { bytes: 4, signed: 64 },
  { bytes: 4 },
] as const satisfies { bytes: number; signed?: number }[]

/** Bytes that a store touches, by opcode from 0x36. */
export const STORES = [4, 8, 4, 8, 1, 2, 1, 2, 4] as const

/** What a load of `bytes` bytes leaves in a slot. */
export function extend(load: { bytes: number; signed?: number }, value: bigint): bigint {
  return load.signed ? BigInt.asUintN(load.signed, BigInt.asIntN(load.bytes * 8, value)) : value
}

/** The lower half, as a number. */
export function low32(value: bigint): number {
  return Number(value & M32)
}
