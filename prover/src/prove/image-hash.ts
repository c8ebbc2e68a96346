import { FastMachine } from '../fast/fast.ts'
import { IMAGE_VERSION, type Image } from '../image.ts'
import { packRegisters } from '../machine/state.ts'
import { hashWords } from '../machine/words.ts'

/** What is hashed of an image, and what the contract is shown of it: `Disputes.Image`. */
export interface ImageHeader {
  codeRoot: bigint
  stackRoot: bigint
  memoryRoot: bigint
  /** Registers before the first step. */
  regs: bigint
  maxPages: bigint
  /** Slot of the fuel counter. */
  counterSlot: bigint
  /** Most fuel of one run. */
  fuel: bigint
}

/** Where an execution of an image begins, and where its fuel is. */
export interface Entry {
  pc: number
  counterSlot: number
  fuel: bigint
}

export function imageHeader(image: Image, { pc, counterSlot, fuel }: Entry): ImageHeader {
  const machine = new FastMachine(image)
  const { stackRoot, memoryRoot } = machine.state()
  return {
    codeRoot: machine.codeRoot(),
    stackRoot,
    memoryRoot,
    regs: packRegisters({ ...machine.registers, pc }),
    maxPages: BigInt(image.maxPages),
    counterSlot: BigInt(counterSlot),
    fuel,
  }
}

/** The hash that stands for a program in versions and receipts: docs/proof-of-processing.md, Image. */
export function imageHash(header: ImageHeader): bigint {
  const { codeRoot, stackRoot, memoryRoot, regs, maxPages, counterSlot, fuel } = header
  return hashWords(BigInt(IMAGE_VERSION), codeRoot, stackRoot, memoryRoot, regs, maxPages, counterSlot, fuel)
}
