import type { Image } from '../image.ts'
import { Status } from '../isa.ts'
import { load } from '../machine/load.ts'
import type { Machine } from '../machine/machine.ts'
import type { Instance, Outcome, Target } from './target.ts'

/** The reference machine, as a target of the test suite. */
export const reference: Target = {
  name: 'reference',
  load: (image) => new ReferenceInstance(image),
}

class ReferenceInstance implements Instance {
  readonly #image: Image
  readonly #machine: Machine

  constructor(image: Image) {
    this.#image = image
    this.#machine = load(image)
  }

  call(pc: number, args: bigint[], results: number, fuel: number): Outcome {
    const machine = this.#machine
    const { fp0 } = this.#image
    machine.registers = { status: Status.Running, pc, fp: fp0, pages: machine.registers.pages }
    args.forEach((value, i) => {
      machine.stack.set(fp0 + i, value)
    })
    const steps = machine.run(fuel)
    const { status } = machine.registers
    if (status !== Status.Halted) {
      return { status: status === Status.Trapped ? 'trapped' : 'fuel', pc: machine.registers.pc, results: [], steps }
    }
    const values = Array.from({ length: results }, (_, i) => this.slot(i === 0 ? fp0 : i - 1))
    return { status: 'halted', pc: machine.registers.pc, results: values, steps }
  }

  slot(index: number): bigint {
    return this.#machine.stack.get(index)
  }
}
