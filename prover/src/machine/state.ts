import { hashWords } from './words.ts'

/** Everything of a state that is not in a tree. */
export interface Registers {
  status: number
  pc: number
  fp: number
  /** Of the guest's memory, 64 KiB each. */
  pages: number
}

/** A state as the contract is given it. */
export interface StateWords {
  regs: bigint
  stackRoot: bigint
  memoryRoot: bigint
}

/** status 8 | pc 32 | fp 32 | pages 32, low bits first. */
export function packRegisters({ status, pc, fp, pages }: Registers): bigint {
  return BigInt(status) | (BigInt(pc) << 8n) | (BigInt(fp) << 40n) | (BigInt(pages) << 72n)
}

export function unpackRegisters(regs: bigint): Registers {
  const u32 = (shift: bigint) => Number((regs >> shift) & 0xffff_ffffn)
  return { status: Number(regs & 0xffn), pc: u32(8n), fp: u32(40n), pages: u32(72n) }
}

export function hashState({ regs, stackRoot, memoryRoot }: StateWords): bigint {
  return hashWords(regs, stackRoot, memoryRoot)
}
