/**
 * The instruction set of the machine: docs/proof-of-processing.md is the text, `contracts/prover/OneStep.sol` the same in
 * Solidity. Integer operations keep the opcodes that they have in WebAssembly.
 */

/** Opcodes that WebAssembly does not have, or that mean something else here. */
export const Op = {
  /** `imm` says why. Pc 0 of every image holds one. */
  Trap: 0x00,
  Halt: 0x01,
  /** d <- A */
  Move: 0x02,
  /** pc <- imm */
  Jump: 0x04,
  /** pc <- pc + 1 + min(A, imm) */
  BranchTable: 0x07,
  /** The callee's frame begins at slot fp + d, its link is the slot before. pc <- imm */
  Call: 0x08,
  /** As `Call`, by entry A of the table, which has b entries; its type must be imm. */
  CallIndirect: 0x09,
  /** Back to the link; with imm = 1 after d <- A. */
  Return: 0x0a,
  /** d <- slot imm is not zero ? A : B */
  Select: 0x0b,
  /** d <- entry A of the table, which has imm entries */
  TableLoad: 0x0c,
  /** entry A of the table, which has imm entries <- B */
  TableStore: 0x0d,
  FirstLoad: 0x28,
  FirstStore: 0x36,
  LastStore: 0x3e,
  MemorySize: 0x3f,
  /** d <- pages before, or 2^32 - 1 */
  MemoryGrow: 0x40,
  /** From here on: WebAssembly's integer comparisons, arithmetic, conversions and sign extensions. */
  FirstAlu: 0x45,
} as const

/** Bits 8 to 31 of an instruction. */
export const Flag = {
  /** A is the constant k. */
  AConst: 1 << 8,
  /** B is the constant k. */
  BConst: 1 << 9,
  /** a is a slot counted from 0, not from fp. */
  AGlobal: 1 << 10,
  BGlobal: 1 << 11,
  DGlobal: 1 << 12,
  /** Arithmetic only: nothing is written; pc <- imm where the result is not zero. */
  BranchIf: 1 << 13,
  /** Arithmetic only: nothing is written; pc <- imm where the result is zero. */
  BranchUnless: 1 << 14,
} as const

/** Where bits 16 and 17 of a load or store say that its address counts from. */
export const Window = {
  /** The guest's memory: as many pages as there are. */
  Guest: 0,
  /** Request and response. */
  Io: 2,
  /** What passive segments hold. */
  Segments: 3,
} as const

/** log2 of how many leaves each tree has. A leaf of code is an instruction, of the stack a slot, of memory 32 bytes. */
export const Depth = { Code: 22, Stack: 17, Memory: 27 } as const

/** Frames end below this slot; the table's entries begin at it. */
export const TABLE = 1 << 16
/** Slots 0 to 15: results of a call after its first. Globals follow. */
export const RESULTS = 16
/** Most pages of the guest's memory: the first of three windows of a 4 GiB tree, 2 GiB. */
export const MOST_PAGES = 1 << 15
/** Bytes of the other two windows. */
export const WINDOW_BYTES = 2 ** 30

export const Status = { Running: 0, Halted: 1, Trapped: 2 } as const

/** One instruction. */
export interface Instruction {
  op: number
  /** An `or` of `Flag`s, and the window. */
  flags: number
  /** Slots, signed, from fp. */
  d: number
  a: number
  b: number
  /** Unsigned, 64 bits. */
  imm: bigint
  /** The constant operand. Unsigned, 64 bits. */
  k: bigint
}

export function instruction(op: number, fields: Partial<Omit<Instruction, 'op'>> = {}): Instruction {
  return { op, flags: 0, d: 0, a: 0, b: 0, imm: 0n, k: 0n, ...fields }
}

/** The leaf: op 8 | flags 24 | d 32 | a 32 | b 32 | imm 64 | k 64, low bits first. */
export function encode({ op, flags, d, a, b, imm, k }: Instruction): bigint {
  const u32 = (n: number) => BigInt.asUintN(32, BigInt(n))
  return BigInt(op | flags) | (u32(d) << 32n) | (u32(a) << 64n) | (u32(b) << 96n) | (imm << 128n) | (k << 192n)
}

export function decode(word: bigint): Instruction {
  const i32 = (shift: bigint) => Number(BigInt.asIntN(32, word >> shift))
  return {
    op: Number(word & 0xffn),
    flags: Number(word & 0xffff_ff00n),
    d: i32(32n),
    a: i32(64n),
    b: i32(96n),
    imm: BigInt.asUintN(64, word >> 128n),
    k: word >> 192n,
  }
}

export function windowOf(flags: number): number {
  return (flags >> 16) & 3
}
