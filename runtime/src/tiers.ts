import type { InvokeOptions, Outcome } from './outcome.ts'
import type { Program } from './program.ts'
import type { ProvableProgram } from './provable/program.ts'
import { type ProvableInvokeOptions, ProvableSandbox } from './provable/sandbox.ts'
import { Sandbox } from './sandbox.ts'

/** Of either tier. */
export type AnyProgram = Program | ProvableProgram
/** Only a provable program has fuel of its own. */
export type AnyOptions = InvokeOptions | ProvableInvokeOptions

/** A sandbox of either tier. */
export interface AnySandbox {
  /**
   * @param input For a provable program the request in its canonical encoding, else its body.
   * @param options A provable program reads `seed` and `timeNs`, and is given at most its own fuel.
   */
  invoke(input: Uint8Array, options: InvokeOptions): Outcome
}

/** Whether a wrong outcome of it can be shown by executing one instruction. */
export function isProvable(program: AnyProgram): program is ProvableProgram {
  return 'tier' in program
}

/**
 * The sandbox that runs a program, by its tier.
 *
 * @throws ModuleError Initialisation fails, as it will on every host.
 * @throws HostFailureError This host lacks the memory.
 */
export function createSandbox(program: AnyProgram): AnySandbox {
  return isProvable(program) ? new ProvableSandbox(program) : new Sandbox(program)
}
