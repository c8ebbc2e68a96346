/**
 * Kinds of traps. Engines word them differently from version to version, so the kind is coarser than the message: it is
 * the same on every supported engine.
 */
export type Trap =
  | 'unreachable'
  | 'memory'
  | 'table'
  | 'divideByZero'
  | 'integerOverflow'
  | 'invalidConversion'
  /** The guest handed the host an address outside its memory. */
  | 'hostAddress'
  | 'other'

const patterns: readonly [RegExp, Trap][] = [
  [/unreachable/, 'unreachable'],
  [/memory access|data segment|memory\.(init|copy|fill)/, 'memory'],
  [/divide by zero|remainder by zero/, 'divideByZero'],
  [/unrepresentable in integer range|float unrepresentable/, 'invalidConversion'],
  [/divide result unrepresentable/, 'integerOverflow'],
  [/table|null function|function signature|indirect call|element segment/, 'table'],
]

/** The kind of an engine's `WebAssembly.RuntimeError`, from its message. */
export function trapKind(message: string): Trap {
  return patterns.find(([pattern]) => pattern.test(message))?.[1] ?? 'other'
}
