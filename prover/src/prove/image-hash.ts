import { FastMachine } from '../fast/fast.ts'
import { IMAGE_VERSION, type Image } from '../image.ts'
import { codeTree } from '../machine/load.ts'
import { packRegisters } from '../machine/state.ts'
import { hashWords } from '../machine/words.ts'

/** The hash that stands for an image whose execution begins at `pc`: docs/proof-of-processing.md, Image. */
export function imageHash(image: Image, pc: number): bigint {
  const machine = new FastMachine(image)
  const { stackRoot, memoryRoot } = machine.state()
  const regs = packRegisters({ ...machine.registers, pc })
  return hashWords(BigInt(IMAGE_VERSION), codeTree(image).root(), stackRoot, memoryRoot, regs, BigInt(image.maxPages))
}
