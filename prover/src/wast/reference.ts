import type { Image } from '../image.ts'
import { load } from '../machine/load.ts'
import type { Machine } from '../machine/machine.ts'
import { type Callable, callStub } from './call.ts'
import type { Instance, Outcome, Target } from './target.ts'

/** The reference machine, as a target of the test suite. */
export const reference: Target = referenceWith((machine, most) => machine.run(most))

/** The reference machine, run by `run`: at most so many steps, of which it answers how many there were. */
export function referenceWith(run: (machine: Machine, most: number) => number): Target {
  return { name: 'reference', load: (image) => new ReferenceInstance(image, run) }
}

class ReferenceInstance implements Instance, Callable {
  readonly #image: Image
  readonly #machine: Machine
  readonly #run: (machine: Machine, most: number) => number

  constructor(image: Image, run: (machine: Machine, most: number) => number) {
    this.#image = image
    this.#machine = load(image)
    this.#run = run
  }

  get registers() {
    return this.#machine.registers
  }

  set registers(registers) {
    this.#machine.registers = registers
  }

  call(pc: number, args: bigint[], results: number, fuel: number): Outcome {
    return callStub(this, this.#image.fp0, pc, args, results, fuel)
  }

  slot(index: number): bigint {
    return this.#machine.stack.get(index)
  }

  setSlot(index: number, value: bigint): void {
    this.#machine.stack.set(index, value)
  }

  state() {
    return this.#machine.state()
  }

  run(most: number): number {
    return this.#run(this.#machine, most)
  }
}
