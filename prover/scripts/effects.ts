/**
 * What the instructions do that may be one of two in a turn, in AssemblyScript: arithmetic in three forms (the result is
 * written, branched on where it is not zero, branched on where it is zero), loads and stores in two (guest, other windows).
 */
import { Form } from '../src/fast/ids.ts'
import { Op } from '../src/isa.ts'

/** Expressions over `x` and `y`; where they trap is said before. `u` is u32 or u64, `s` the signed type of that width. */
const BINARY: Record<string, string> = {
  eq: 'x == y',
  ne: 'x != y',
  lt_s: '<s>x < <s>y',
  lt_u: 'x < y',
  gt_s: '<s>x > <s>y',
  gt_u: 'x > y',
  le_s: '<s>x <= <s>y',
  le_u: 'x <= y',
  ge_s: '<s>x >= <s>y',
  ge_u: 'x >= y',
}
const UNARY = ['clz<u>(x)', 'ctz<u>(x)', 'popcnt<u>(x)']
const ARITHMETIC: { is: string; traps?: string }[] = [
  { is: 'x + y' },
  { is: 'x - y' },
  { is: 'x * y' },
  { is: '<u>(<s>x / <s>y)', traps: 'y == 0 || (<s>x == s.MIN_VALUE && <s>y == -1)' },
  { is: 'x / y', traps: 'y == 0' },
  // the engine's remainder of the smallest number by -1 is 0, as it must be
  { is: '<u>(<s>x % <s>y)', traps: 'y == 0' },
  { is: 'x % y', traps: 'y == 0' },
  { is: 'x & y' },
  { is: 'x | y' },
  { is: 'x ^ y' },
  { is: 'x << y' },
  { is: '<u>(<s>x >> <s>y)' },
  { is: 'x >>> y' },
  { is: 'rotl<u>(x, y)' },
  { is: 'rotr<u>(x, y)' },
]
const WIDTHS = [
  { u: 'u32', s: 'i32', compare: 0x45, count: 0x67 },
  { u: 'u64', s: 'i64', compare: 0x50, count: 0x79 },
]
const CONVERSIONS: [number, string][] = [
  [0xa7, 'x & 0xffffffff'],
  [0xac, '<u64><i64><i32>x'],
  [0xad, 'x & 0xffffffff'],
  [0xc0, '<u64><u32><i32><i8>x'],
  [0xc1, '<u64><u32><i32><i16>x'],
  [0xc2, '<u64><i64><i8>x'],
  [0xc3, '<u64><i64><i16>x'],
  [0xc4, '<u64><i64><i32>x'],
]

/** What an operation does to the instruction that begins `at` bytes after `ip`. */
interface Alu {
  op: number
  /** Statements before the result: operands, traps. */
  before: (at: number) => string
  /** A u64. */
  result: string
}

const operand = (offset: number) => (at: number) =>
  `((f & <usize>load<u32>(ip, ${at + offset + 4})) + <usize>load<u32>(ip, ${at + offset}))`
/** Operands: a mask of all ones takes the frame, one of zero makes the offset an address (a global, a constant). */
const [D, A, B] = [operand(4), operand(12), operand(20)]
const imm = (type: string, at: number) => `load<${type}>(ip, ${at + 32})`
/** Ends the step with a status; `ip` is then where the instruction is. */
const ends = (status: string, at: number) => `{ ${at ? `ip += ${at}; ` : ''}st = ${status}; break; }`

function alu(): Alu[] {
  const all: Alu[] = []
  for (const { u, s, compare, count } of WIDTHS) {
    const typed = (text: string) =>
      text.replace(/<u>/g, `<${u}>`).replace(/<s>/g, `<${s}>`).replace('s.MIN', `${s}.MIN`)
    const x = (at: number) => `const x: ${u} = load<${u}>${A(at)};`
    const xy = (at: number) => `${x(at)} const y: ${u} = load<${u}>${B(at)};`
    const add = (op: number, before: (at: number) => string, result: string) => all.push({ op, before, result })
    add(compare, x, '<u64>(x == 0)')
    Object.values(BINARY).forEach((is, i) => {
      add(compare + 1 + i, xy, `<u64>(${typed(is)})`)
    })
    UNARY.forEach((is, i) => {
      add(count + i, x, `<u64>(${typed(is)})`)
    })
    ARITHMETIC.forEach(({ is, traps }, i) => {
      const before = (at: number) => `${xy(at)} ${traps ? `if (${typed(traps)}) ${ends('TRAPPED', at)}` : ''}`
      add(count + 3 + i, before, `<u64>(${typed(is)})`)
    })
  }
  for (const [op, result] of CONVERSIONS) all.push({ op, before: (at) => `const x: u64 = load<u64>${A(at)};`, result })
  return all
}

/** Types of what is in memory, by opcode from 0x28 and 0x36; a signed load of 32 bits fills the lower half only. */
const LOADS = ['u32', 'u64', 'u32', 'u64', 'i8', 'u8', 'i16', 'u16', 'i8', 'u8', 'i16', 'u16', 'i32', 'u32']
const STORES = ['u32', 'u64', 'u32', 'u64', 'u8', 'u16', 'u8', 'u16', 'u32']
const sizeOf = (type: string) => Number(type.slice(1)) / 8

function loaded(type: string, i: number): string {
  const value = `load<${type}>(p)`
  if (type.startsWith('u')) return `<u64>${value}`
  return i < 8 ? `<u64><u32><i32>${value}` : `<u64><i64>${value}`
}

/** What an instruction does, and where it goes on. */
export interface Effect {
  op: number
  form: number
  /** Statements; the instruction begins `at` bytes after `ip`. */
  text: (at: number) => string
  /** Whether `text` sets `ip`. */
  jumps: boolean
}

function aluEffects(): Effect[] {
  return alu().flatMap(({ op, before, result }) => {
    const jump = (at: number, yes: boolean) => {
      const [taken, next] = [`ip = <usize>${imm('u64', at)};`, `ip += ${at} + SIZE;`]
      return `${before(at)} if (${result}) ${yes ? taken : next} else ${yes ? next : taken}`
    }
    return [
      { op, form: Form.Plain, text: (at: number) => `${before(at)} store<u64>(${D(at)}, ${result});`, jumps: false },
      { op, form: Form.BranchIf, text: (at: number) => jump(at, true), jumps: true },
      { op, form: Form.BranchUnless, text: (at: number) => jump(at, false), jumps: true },
    ]
  })
}

function memoryEffects(): Effect[] {
  const address = (at: number, size: number, form: number) => {
    const e = `const e: u64 = <u64>load<u32>${A(at)} + ${imm('u64', at)};`
    if (form === Form.Plain) return `${e} if (e + ${size} > limit) ${ends('TRAPPED', at)} const p = GUEST + <usize>e;`
    return (
      `${e} if (e + ${size} > WINDOW_BYTES) ${ends('TRAPPED', at)} ` +
      `if (e + ${size} > load<u32>(ip, ${at} + BACKED)) ${ends('LEAVES', at)} const p = <usize>load<u32>(ip, ${at} + BASE) + <usize>e;`
    )
  }
  const both = (op: number, size: number, effect: (at: number) => string): Effect[] =>
    [Form.Plain, Form.Window].map((form) => ({
      op,
      form,
      text: (at) => `${address(at, size, form)} ${effect(at)}`,
      jumps: false,
    }))
  return [
    ...LOADS.flatMap((type, i) => both(0x28 + i, sizeOf(type), (at) => `store<u64>(${D(at)}, ${loaded(type, i)});`)),
    ...STORES.flatMap((type, i) => {
      const mark = sizeOf(type) > 1 ? `touch(p); touch(p + ${sizeOf(type) - 1});` : 'touch(p);'
      return both(0x36 + i, sizeOf(type), (at) => `store<${type}>(p, <${type}>load<u64>${B(at)}); ${mark}`)
    }),
  ]
}

const MOVE: Effect = {
  op: Op.Move,
  form: Form.Plain,
  text: (at) => `store<u64>(${D(at)}, load<u64>${A(at)});`,
  jumps: false,
}
const JUMP: Effect = { op: Op.Jump, form: Form.Plain, text: (at) => `ip = <usize>${imm('u64', at)};`, jumps: true }

/** Of all instructions but those that call, return, choose, grow, halt or look at the table. */
export function effects(): Effect[] {
  return [MOVE, JUMP, ...memoryEffects(), ...aluEffects()]
}
