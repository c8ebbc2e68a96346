import { FastMachine, FastMachineLeft } from '../fast/fast.ts'
import type { Image } from '../image.ts'
import { Status } from '../isa.ts'
import { type Callable, callStub } from './call.ts'
import type { Instance, Outcome, Target } from './target.ts'

/** The fast machine, as a target of the test suite. */
export const fast: Target = {
  name: 'fast',
  load: (image) => new FastInstance(image),
}

class FastInstance implements Instance, Callable {
  readonly #machine: FastMachine

  constructor(image: Image) {
    this.#machine = new FastMachine(image)
  }

  get registers() {
    return this.#machine.registers
  }

  set registers(registers) {
    this.#machine.registers = registers
  }

  call(pc: number, args: bigint[], results: number, fuel: number): Outcome {
    return callStub(this, this.#machine.image.fp0, pc, args, results, fuel)
  }

  slot(index: number): bigint {
    return this.#machine.slot(index)
  }

  setSlot(index: number, value: bigint): void {
    this.#machine.setSlot(index, value)
  }

  state() {
    return this.#machine.state()
  }

  /** A frame too deep for the fast machine is too deep for every one a few steps later. */
  run(most: number): number {
    try {
      return Number(this.#machine.run(BigInt(most)))
    } catch (error) {
      if (!(error instanceof FastMachineLeft)) throw error
      this.registers = { ...this.registers, status: Status.Trapped }
      return 0
    }
  }
}
