import type { Status } from './status.ts'
import type { Trap } from './traps.ts'

/** What an invocation may read and use. */
export interface InvokeOptions {
  /** Most fuel, an integer from 0 to 2^38 - 1. */
  fuel: bigint
  /** Environment variables; none by default. */
  env?: Readonly<Record<string, string>>
  /** Arguments, the program's name first; none by default. */
  args?: readonly string[]
  /** Where the virtual clock starts, in ns since the Unix epoch; 0 by default. */
  timeNs?: bigint
  /** Seed of `random_get`; 32 zero bytes by default. */
  seed?: Uint8Array
}

/** What an invocation did. The same program, input and options give the same outcome on every host. */
export interface Outcome {
  status: Status
  /** Empty unless `status` is `Ok` or `Exit`. */
  output: Uint8Array
  /** What the guest wrote to stderr (a handler: also to stdout), up to `limits.logBytes`. Not part of a receipt. */
  logs: Uint8Array
  /** Fuel used; with `OutOfFuel` the limit. */
  fuel: bigint
  /** Code given to `proc_exit`; null when the guest did not call it. */
  exitCode: number | null
  /** Kind of trap when `status` is `Trap`, else null. */
  trap: Trap | null
}
