import { Status } from '../isa.ts'
import type { Registers } from '../machine/state.ts'
import type { Outcome } from './target.ts'

/** What a call needs of an implementation of the machine. */
export interface Callable {
  registers: Registers
  slot(index: number): bigint
  setSlot(index: number, value: bigint): void
  /** At most so many steps. Returns how many were made. */
  run(most: number): number
}

/** Calls the stub at `pc`, for at most `most` steps: docs/proof-of-processing.md, Lowering. */
export function callStub(
  machine: Callable,
  fp0: number,
  pc: number,
  args: readonly bigint[],
  results: number,
  most: number,
): Outcome {
  machine.registers = { status: Status.Running, pc, fp: fp0, pages: machine.registers.pages }
  for (let i = 0; i < args.length; i++) machine.setSlot(fp0 + i, args[i] as bigint)
  const steps = machine.run(most)
  const { status, pc: end } = machine.registers
  if (status !== Status.Halted)
    return { status: status === Status.Trapped ? 'trapped' : 'fuel', pc: end, results: [], steps }
  const values = Array.from({ length: results }, (_, i) => machine.slot(i === 0 ? fp0 : i - 1))
  return { status: 'halted', pc: end, results: values, steps }
}
