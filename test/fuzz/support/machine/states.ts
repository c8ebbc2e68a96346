// Random states of the machine and random instructions, near the edges where implementations differ.
import { Depth, encode, Flag, type Instruction, instruction, Op, Status, TABLE } from '../../../../prover/src/isa.ts'
import { Machine } from '../../../../prover/src/machine/machine.ts'
import { Tree } from '../../../../prover/src/machine/tree.ts'
import type { Random } from '../random.ts'

const ENTRIES = 6
const GLOBALS = 24
const MAX_PAGES = 4
const LAST_PC = 2 ** Depth.Code - 1
const U64 = 1n << 64n

/** Opcodes by group; every one that the machine has is in one of them. */
const GROUPS = {
  alu: range(0x45, 0x5a).concat(range(0x67, 0x8a), [0xa7, 0xac, 0xad], range(0xc0, 0xc4)),
  load: range(0x28, 0x35),
  store: range(0x36, 0x3e),
  memory: [Op.MemorySize, Op.MemoryGrow],
  move: [Op.Move, Op.Select],
  table: [Op.TableLoad, Op.TableStore, Op.CallIndirect],
  control: [Op.Jump, Op.BranchTable, Op.Call, Op.Return],
  end: [Op.Trap, Op.Halt],
  unknown: [0x03, 0x05, 0x06, 0x0e, 0x0f, 0x10, 0x27, 0x41, 0x44, 0x5b, 0x66, 0x8b, 0xa6, 0xa8, 0xae, 0xbf, 0xc5, 0xff],
}
const WEIGHTS: Record<keyof typeof GROUPS, number> = {
  alu: 50,
  load: 14,
  store: 14,
  memory: 4,
  move: 8,
  table: 9,
  control: 8,
  end: 1,
  unknown: 2,
}

/** Opcodes that a long enough run must have met. */
export const KNOWN = Object.entries(GROUPS).flatMap(([name, ops]) => (name === 'unknown' ? [] : ops))

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Numbers at the edges of 8, 16, 32 and 64 bits, small ones, and any. */
export function randomValue(random: Random): bigint {
  if (random.chance(0.3)) return BigInt(random.below(70))
  const any = (BigInt(random.below(2 ** 32)) << 32n) | BigInt(random.below(2 ** 32))
  if (random.chance(0.3)) return any
  const edge = 1n << BigInt(random.pick([5, 7, 8, 15, 16, 31, 32, 63, 64]))
  const value = BigInt.asUintN(64, edge + BigInt(random.between(-2, 2)))
  return random.chance(0.1) ? BigInt.asUintN(64, -value) : value
}

/** An address near the end of a leaf, of the pages or of the window, as WebAssembly counts. */
function randomAddress(random: Random, pages: number): bigint {
  const near = random.pick([0, 32, 64, 4096, pages * 65536, 65536, 2 ** 30, 2 ** 31, 2 ** 32])
  return BigInt(Math.max(0, near + random.between(-12, 6)))
}

/** A machine with something in every place that instructions will name. */
export function randomMachine(random: Random): Machine {
  const fp = random.pick([40, 64, 900, 2, TABLE - 4, TABLE - 40])
  const pages = random.pick([0, 1, 1, 2, 3])
  const machine = new Machine(new Tree(Depth.Code), MAX_PAGES, { status: Status.Running, pc: 0, fp, pages })
  for (let i = 0; i < GLOBALS; i++) machine.stack.set(i, randomValue(random))
  for (let i = -8; i < 12; i++) {
    const slot = fp + i
    if (slot >= 0 && slot < TABLE) machine.stack.set(slot, randomSlot(random, pages))
  }
  for (let i = 0; i < ENTRIES; i++) {
    const type = random.below(3)
    machine.stack.set(TABLE + i, (BigInt(type) << 32n) | BigInt(random.below(1000)))
  }
  for (const leaf of [0, 1, 2, 127, 128, 2047, 2048, 4095, 2 ** 26, 2 ** 26 + 1, 3 * 2 ** 25]) {
    if (random.chance(0.7)) machine.memory.set(leaf, randomLeaf(random))
  }
  return machine
}

function randomSlot(random: Random, pages: number): bigint {
  const value = random.chance(0.4) ? randomAddress(random, pages) : randomValue(random)
  // what no honest machine leaves there: only the lower 64 bits count
  return random.chance(0.03) ? value + U64 * BigInt(random.below(1000)) : value
}

function randomLeaf(random: Random): bigint {
  let leaf = 0n
  for (let i = 0; i < 8; i++) leaf = (leaf << 32n) | BigInt(random.below(2 ** 32))
  return leaf
}

export function randomInstruction(random: Random, { pages }: { pages: number }): Instruction {
  const group = random.weighted(WEIGHTS)
  const op = random.pick(GROUPS[group])
  let flags = 0
  for (const flag of [Flag.AConst, Flag.BConst, Flag.AGlobal, Flag.BGlobal, Flag.DGlobal])
    if (random.chance(0.15)) flags |= flag
  if (random.chance(0.1)) flags |= random.pick([Flag.BranchIf, Flag.BranchUnless, Flag.BranchIf | Flag.BranchUnless])
  if (random.chance(0.02)) flags |= 1 << random.between(15, 23)
  if (random.chance(0.2)) flags |= random.pick([1, 2, 3]) << 16
  const slot = () => (random.chance(0.02) ? random.between(-(2 ** 31), 2 ** 31 - 1) : random.between(-6, 10))
  const [d, a, b] = [slot(), slot(), group === 'table' ? random.below(ENTRIES + 2) : slot()]
  return instruction(op, {
    flags,
    d,
    a,
    b,
    imm: randomImmediate(random, group, pages),
    k: randomConstant(random, pages),
  })
}

function randomConstant(random: Random, pages: number): bigint {
  return random.chance(0.3) ? BigInt.asUintN(64, randomAddress(random, pages)) : randomValue(random)
}

function randomImmediate(random: Random, group: keyof typeof GROUPS, pages: number): bigint {
  if (random.chance(0.05)) return randomValue(random)
  if (group === 'load' || group === 'store')
    return random.chance(0.5) ? BigInt(random.below(40)) : randomAddress(random, pages)
  if (group === 'table') return BigInt(random.below(ENTRIES + 2))
  if (group === 'move') return BigInt.asUintN(32, BigInt(random.between(-6, 10)))
  return BigInt(random.chance(0.05) ? LAST_PC + random.below(3) : random.below(3000))
}

/** Puts an instruction where the machine stands. */
export function place(machine: Machine, ins: Instruction): void {
  machine.code.set(machine.registers.pc, encode(ins))
}
