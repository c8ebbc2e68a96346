import type { Image } from '../image.ts'
import { Depth, encode, Status } from '../isa.ts'
import { Machine } from '../machine/machine.ts'
import { Tree } from '../machine/tree.ts'
import type { Instance, Outcome, Target } from './target.ts'

const LEAF_BYTES = 32

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
    const code = new Tree(Depth.Code)
    image.code.forEach((ins, pc) => {
      code.set(pc, encode(ins))
    })
    const registers = { status: Status.Running, pc: 0, fp: image.fp0, pages: image.pages }
    this.#machine = new Machine(code, image.maxPages, registers)
    for (const [slot, value] of image.slots) this.#machine.stack.set(slot, value)
    for (const { address, bytes } of image.memory) write(this.#machine.memory, address, bytes)
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

/** Writes bytes from an address on: a leaf is 32 of them, the first one highest. */
function write(memory: Tree, address: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const leaf = Math.floor((address + done) / LEAF_BYTES)
    let word = memory.get(leaf)
    for (let o = (address + done) % LEAF_BYTES; o < LEAF_BYTES && done < bytes.length; o++, done++) {
      const shift = BigInt(8 * (LEAF_BYTES - 1 - o))
      word = (word & ~(0xffn << shift)) | (BigInt(bytes[done] as number) << shift)
    }
    memory.set(leaf, word)
  }
}
