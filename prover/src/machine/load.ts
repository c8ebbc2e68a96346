import type { Image } from '../image.ts'
import { Depth, encode, Status } from '../isa.ts'
import { Machine } from './machine.ts'
import { Tree } from './tree.ts'

const LEAF_BYTES = 32

/** The tree of an image's code. */
export function codeTree({ code }: Image): Tree {
  const tree = new Tree(Depth.Code)
  code.forEach((ins, pc) => {
    tree.set(pc, encode(ins))
  })
  return tree
}

/** The reference machine with an image in it, at pc 0. */
export function load(image: Image, code = codeTree(image)): Machine {
  const registers = { status: Status.Running, pc: 0, fp: image.fp0, pages: image.pages }
  const machine = new Machine(code, image.maxPages, registers)
  for (const [slot, value] of image.slots) machine.stack.set(slot, value)
  for (const { address, bytes } of image.memory) writeBytes(machine.memory, address, bytes)
  return machine
}

/** Writes bytes from an address on: a leaf is 32 of them, the first one highest. */
export function writeBytes(memory: Tree, address: number, bytes: Uint8Array): void {
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
