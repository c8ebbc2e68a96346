import type { FastMachine } from '../../src/fast/fast.ts'
import type { Trace } from '../../src/game/trace.ts'
import type { Image } from '../../src/image.ts'
import type { Machine } from '../../src/machine/machine.ts'
import { Execution, type ProvedStep } from '../../src/prove/execution.ts'

type Change = (machine: FastMachine) => void

/**
 * An execution in which somebody changed the machine by hand after `lie` steps: memory, fuel, whatever. Up to there its
 * states are those of the honest one, from there on those that really follow from the changed state.
 */
export class CheatingExecution implements Trace {
  readonly lie: bigint
  readonly #before: Execution
  readonly #after: Execution

  constructor(image: Image, pc: number, prepare: Change, lie: bigint, change: Change) {
    this.lie = lie
    this.#before = new Execution(image, pc, prepare)
    this.#after = new Execution(image, pc, (machine) => {
      prepare(machine)
      machine.registers = { ...machine.registers, pc }
      machine.run(lie)
      change(machine)
    })
  }

  get length(): bigint {
    return this.lie + this.#after.length
  }

  hashAt(step: bigint): bigint {
    return step < this.lie ? this.#before.hashAt(step) : this.#after.hashAt(step - this.lie)
  }

  /** The machine after `step` steps; it moves on with the next question. */
  machineAt(step: bigint): FastMachine {
    return step < this.lie ? this.#before.at(step) : this.#after.at(step - this.lie)
  }

  reference(step: bigint): Machine {
    return step < this.lie ? this.#before.reference(step) : this.#after.reference(step - this.lie)
  }

  narrow(): void {}

  prove(step: bigint): ProvedStep {
    return step < this.lie ? this.#before.prove(step) : this.#after.prove(step - this.lie)
  }
}
