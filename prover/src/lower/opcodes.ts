/** What lowering has to know of WebAssembly's opcodes (core specification 2.0, 5.4). Prefixed ones are 0xfc00 and up. */

export const Wasm = {
  I32Eqz: 0x45,
  I32WrapI64: 0xa7,
  I64ExtendI32U: 0xad,
  I32ReinterpretF32: 0xbc,
  F64ReinterpretI64: 0xbf,
  MemoryInit: 0xfc08,
  DataDrop: 0xfc09,
  MemoryCopy: 0xfc0a,
  MemoryFill: 0xfc0b,
  TableInit: 0xfc0c,
  ElemDrop: 0xfc0d,
  TableCopy: 0xfc0e,
} as const

type Ranges = readonly (readonly [first: number, last: number])[]

function set(ranges: Ranges): Set<number> {
  return new Set(ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)))
}

/** Comparisons, arithmetic and conversions that compute with floats; those that only move bits are not among them. */
const floats = set([
  [0x5b, 0x66],
  [0x8b, 0xa6],
  [0xa8, 0xab],
  [0xae, 0xaf],
  [0xb0, 0xbb],
  [0xfc00, 0xfc07],
])

const binary = set([
  [0x46, 0x4f],
  [0x51, 0x5a],
  [0x6a, 0x78],
  [0x7c, 0x8a],
])

/** Integer operations that the machine has under the same number. */
const integers = set([
  [0x45, 0x5a],
  [0x67, 0x8a],
  [0xa7, 0xa7],
  [0xac, 0xad],
  [0xc0, 0xc4],
])

/** They look at the lower half of their operands only. */
const narrow = set([
  [0x45, 0x4f],
  [0x67, 0x78],
  [0xac, 0xac],
  [0xc0, 0xc1],
])

/** Their result is of type i32. */
const yieldsI32 = set([
  [0x45, 0x5a],
  [0x67, 0x78],
  [0xa7, 0xa7],
  [0xc0, 0xc1],
])

export const isFloat = (op: number): boolean => floats.has(op)
export const isInteger = (op: number): boolean => integers.has(op)
export const isBinary = (op: number): boolean => binary.has(op)
export const isNarrow = (op: number): boolean => narrow.has(op)
export const isI32 = (op: number): boolean => yieldsI32.has(op)

/** Loads and stores of floats move bits: they are those of integers of the same width. */
const sameWidth = new Map([
  [0x2a, 0x28],
  [0x2b, 0x29],
  [0x38, 0x36],
  [0x39, 0x37],
])
export const asInteger = (op: number): number => sameWidth.get(op) ?? op

const I64_STORE = 0x37
/** Whether a store (of integers) looks at the lower half of its value only. */
export const storesNarrow = (op: number): boolean => op !== I64_STORE

const names = new Map([
  [0x06, 'try'],
  [0x08, 'throw'],
  [0x0a, 'throw_ref'],
  [0x12, 'return_call'],
  [0x13, 'return_call_indirect'],
  [0x14, 'call_ref'],
  [0x15, 'return_call_ref'],
  [0x1f, 'try_table'],
  [0x25, 'table.get'],
  [0x26, 'table.set'],
  [0xd0, 'ref.null'],
  [0xd1, 'ref.is_null'],
  [0xd2, 'ref.func'],
  [0xd3, 'ref.eq'],
  [0xd4, 'ref.as_non_null'],
  [0xd5, 'br_on_null'],
  [0xd6, 'br_on_non_null'],
  [0xfb, 'of garbage collection'],
  [0xfc0f, 'table.grow'],
  [0xfc10, 'table.size'],
  [0xfc11, 'table.fill'],
  [0xfd, 'of SIMD'],
  [0xfe, 'of threads'],
])

/** Words for an instruction that is refused. */
export function nameOf(op: number): string {
  const name = names.get(op)
  return `${name ? `${name} ` : ''}(0x${op.toString(16)})`
}
