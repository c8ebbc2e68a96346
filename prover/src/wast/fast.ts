import { FastMachine, FastMachineLeft } from '../fast/fast.ts'
import type { Image } from '../image.ts'
import { Status } from '../isa.ts'
import type { Instance, Outcome, Target } from './target.ts'

/** The fast machine, as a target of the test suite. */
export const fast: Target = {
  name: 'fast',
  load: (image) => new FastInstance(image),
}

class FastInstance implements Instance {
  readonly #machine: FastMachine

  constructor(image: Image) {
    this.#machine = new FastMachine(image)
  }

  call(pc: number, args: bigint[], results: number, fuel: number): Outcome {
    const machine = this.#machine
    const { fp0 } = machine.image
    machine.registers = { ...machine.registers, status: Status.Running, pc, fp: fp0 }
    args.forEach((value, i) => {
      machine.setSlot(fp0 + i, value)
    })
    const steps = Number(this.#run(fuel))
    const { status, pc: end } = machine.registers
    if (status !== Status.Halted)
      return { status: status === Status.Trapped ? 'trapped' : 'fuel', pc: end, results: [], steps }
    const values = Array.from({ length: results }, (_, i) => this.slot(i === 0 ? fp0 : i - 1))
    return { status: 'halted', pc: end, results: values, steps }
  }

  slot(index: number): bigint {
    return this.#machine.slot(index)
  }

  /** A frame too deep for the fast machine is too deep for every one a few steps later. */
  #run(fuel: number): bigint {
    try {
      return this.#machine.run(BigInt(fuel))
    } catch (error) {
      if (!(error instanceof FastMachineLeft)) throw error
      this.#machine.registers = { ...this.#machine.registers, status: Status.Trapped }
      return 0n
    }
  }
}
