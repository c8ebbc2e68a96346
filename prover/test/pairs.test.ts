// Instructions that the fast machine makes two at a time: the state is the reference machine's before, between and after them.
import { expect } from 'chai'
import { FastMachine } from '../src/fast/fast.ts'
import { Form, type Kind } from '../src/fast/ids.ts'
import { idOfPair, PAIRS } from '../src/fast/pairs.ts'
import type { Image } from '../src/image.ts'
import { Flag, type Instruction, instruction, Op, RESULTS, Status } from '../src/isa.ts'
import { codeTree } from '../src/machine/load.ts'
import type { Machine } from '../src/machine/machine.ts'
import { Random } from './support/random.ts'

const SEED = 7
const TRIALS = 25
const FP = 24
/** Globals below the frame, and the slots of a frame that instructions name. */
const SLOTS = FP + 8
const BYTES = 65_536
/** Where loads and stores go: within a page, to the end of memory, and over it. */
const ADDRESSES = [
  0n,
  4n,
  29n,
  4090n,
  BigInt(BYTES - 8),
  BigInt(BYTES - 5),
  BigInt(BYTES - 1),
  BigInt(BYTES),
  2n ** 32n - 1n,
]
const LEAVES = [0, 1, 2, 127, 128, BYTES / 32 - 2, BYTES / 32 - 1]

/** Of a kind, with any operands that it may have. */
function made(random: Random, [op, form]: Kind, halt: number): Instruction {
  const place = (flag: number): [number, number] =>
    random.chance(30) ? [RESULTS + random.int(FP - RESULTS), flag] : [random.int(SLOTS - FP) - 1, 0]
  const [[a, fromA], [b, fromB], [d, fromD]] = [place(Flag.AGlobal), place(Flag.BGlobal), place(Flag.DGlobal)]
  const isBranch = form === Form.BranchIf
  const constant = random.chance(40) ? random.pick([Flag.AConst, Flag.BConst]) : 0
  const flags = fromA | fromB | fromD | constant | (isBranch ? Flag.BranchIf : 0)
  const jumps = isBranch || op === Op.Jump
  const isMemory = op >= Op.FirstLoad && op <= Op.LastStore
  const imm = jumps ? BigInt(halt) : isMemory ? BigInt(random.int(3)) : 0n
  return instruction(op, { flags, d, a, b, imm, k: random.chance(50) ? random.pick(ADDRESSES) : random.bits() })
}

/** Both instructions of each pair, one after the other, and a halt; the one at 0 traps. */
function imageOf(random: Random): Image {
  const code = [instruction(Op.Trap)]
  for (const [first, second] of PAIRS) {
    const halt = code.length + 2
    code.push(made(random, first, halt), made(random, second, halt), instruction(Op.Halt))
  }
  const memory = [{ address: 0, bytes: Uint8Array.from({ length: BYTES }, () => random.int(256)) }]
  const statistics = { wasm: 0, lowered: code.length, floats: 0 }
  const [exports, globals] = [new Map(), new Map()]
  return {
    version: 1,
    code,
    slots: new Map(),
    memory,
    pages: 1,
    maxPages: 1,
    fp0: FP,
    exports,
    globals,
    start: undefined,
    statistics,
  }
}

const word = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
const ofFast = (machine: FastMachine) => ({
  registers: machine.registers,
  slots: Array.from({ length: SLOTS }, (_, i) => machine.slot(i)),
  leaves: LEAVES.map((leaf) => word(machine.read(leaf * 32, 32))),
})
const ofReference = (machine: Machine) => ({
  registers: { ...machine.registers },
  slots: Array.from({ length: SLOTS }, (_, i) => machine.stack.get(i)),
  leaves: LEAVES.map((leaf) => machine.memory.get(leaf)),
})

describe('pairs of instructions', () => {
  it(`POP-2 lead where the reference machine goes, in one turn, in two, and from their second one on; seed ${SEED}`, () => {
    const random = new Random(SEED)
    const [seen, between] = [new Set<number>(), new Set<string>()]
    for (let trial = 0; trial < TRIALS; trial++) {
      const image = imageOf(random)
      const [code, fast] = [codeTree(image), new FastMachine(image)]
      for (let pair = 0; pair < PAIRS.length; pair++) {
        const pc = 1 + 3 * pair + (random.chance(15) ? 1 : 0)
        for (let i = RESULTS; i < SLOTS; i++)
          fast.setSlot(i, random.chance(50) ? random.pick(ADDRESSES) : random.bits())
        fast.registers = { status: Status.Running, pc, fp: FP, pages: 1 }
        const start = fast.snapshot()
        const reference = fast.reference(code)
        const [after, steps] = [[ofReference(reference)], [0]]
        for (let i = 1; i <= 3; i++) {
          steps.push((steps[i - 1] as number) + reference.run(1))
          after.push(ofReference(reference))
        }
        // so many steps in one call, and again
        for (const most of [1, 2, 3]) {
          fast.restore(start)
          for (let made = 0; made < 3; made += most) {
            const to = Math.min(3, made + most)
            const expected = (steps[to] as number) - (steps[made] as number)
            expect(Number(fast.run(BigInt(to - made))), `pair ${pair}, from ${made} to ${to}`).to.equal(expected)
            expect(ofFast(fast), `pair ${pair}, from ${made} to ${to}`).to.deep.equal(after[to])
          }
        }
        seen.add(pair)
        between.add(`${reference.registers.status} ${reference.registers.pc - pc}`)
      }
    }
    expect(seen.size).to.equal(PAIRS.length)
    // the first or the second traps, or none
    expect([...between]).to.include.members(['2 0', '2 1', '1 3', '1 2'])
  }).timeout(120_000)

  it('are what the code has, whatever operands they name', () => {
    const { code } = imageOf(new Random(SEED))
    const ids = PAIRS.map((_, pair) => idOfPair(code[1 + 3 * pair] as Instruction, code[2 + 3 * pair]))
    expect(new Set(ids).size).to.equal(PAIRS.length)
    expect(ids.toSorted((a, b) => a - b)).to.deep.equal(ids)
  })
})
