import type { Machine } from '../machine/machine.ts'
import type { ProvedStep } from '../prove/execution.ts'

/** What a player knows of an execution. `Execution` is the honest one. */
export interface Trace {
  /** Steps until it halts or traps. */
  readonly length: bigint
  hashAt(step: bigint): bigint
  reference(step: bigint): Machine
  /** What came before `from` and comes after `to` is not asked for any more. */
  narrow(from: bigint, to: bigint): void
  prove(step: bigint): ProvedStep
}
