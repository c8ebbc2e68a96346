// A program for the machine, written by hand: it answers a request with each byte changed, and ends as its first byte says.
import type { Image, Instruction, ProgramImage } from '../../../../prover/src/index.ts'
import { Flag, instruction, Op, Window } from '../../../../prover/src/isa.ts'

export const COUNTER = 16
/** Fuel of an execution that never stops. */
export const LIMIT = 1n << 30n
const SLOTS = 1000n
const FUEL = 1n << 24n
const GUARD = 1n << 23n

/** What the first byte of a request asks for; any other is answered. */
export const Ending = { Exit: 2, Trap: 3, Deep: 4, Endless: 5, Large: 6, Long: 7, OutOfFuel: 8 } as const

const [N, I, BYTE, ONE] = [17, 18, 19, 20]
const io = Window.Io << 16
const all = Flag.AGlobal | Flag.BGlobal | Flag.DGlobal
const move = (d: number, k: bigint) => instruction(Op.Move, { flags: Flag.AConst | Flag.DGlobal, d, k })
const jump = (imm: number) => instruction(Op.Jump, { imm: BigInt(imm) })
const halt = instruction(Op.Halt)
const trap = instruction(Op.Trap, { imm: 3n })
/** d <- op(slot a, constant) */
const alu = (op: number, d: number, a: number, k: bigint) =>
  instruction(op, { flags: Flag.AGlobal | Flag.BConst | Flag.DGlobal, d, a, k })
/** Goes to `imm` where op(slot a, constant) is not zero. */
const when = (op: number, a: number, k: bigint, imm: number) =>
  instruction(op, { flags: Flag.AGlobal | Flag.BConst | Flag.BranchIf, a, k, imm: BigInt(imm) })
/** Window at the constant address `imm` <- slot b, 8 bytes. */
const put = (imm: number, b: number) =>
  instruction(0x37, { flags: Flag.AConst | Flag.BGlobal | io, b, imm: BigInt(imm) })

const I64_EQ = 0x51
const I64_LT_S = 0x53
const I64_GE_U = 0x5a
const I64_ADD = 0x7c
const I64_SUB = 0x7d
const I64_AND = 0x83
const I64_XOR = 0x85

/** Code by labels: what is at `name` may be named anywhere. */
function assemble(parts: [string, (at: (name: string) => number) => Instruction[]][]): Instruction[] {
  const places = new Map<string, number>()
  const at = (name: string) => places.get(name) ?? 0
  let length = 0
  for (const [name, code] of parts) {
    places.set(name, length)
    length += code(at).length
  }
  return parts.flatMap(([, code]) => code(at))
}

const ENTRY = 1
const CODE = assemble([
  ['zero', () => [trap]],
  [
    'entry',
    (at) => [
      instruction(0x29, { flags: Flag.AConst | Flag.DGlobal | io, d: N }),
      instruction(0x31, { flags: Flag.AConst | Flag.DGlobal | io, d: BYTE, imm: 0x10000n }),
      move(I, 0n),
      move(ONE, 1n),
      ...Object.entries(Ending).map(([name, byte]) => when(I64_EQ, BYTE, BigInt(byte), at(name))),
    ],
  ],
  [
    'loop',
    (at) => [
      instruction(I64_GE_U, { flags: Flag.AGlobal | Flag.BGlobal | Flag.BranchIf, a: I, b: N, imm: BigInt(at('end')) }),
      alu(I64_SUB, COUNTER, COUNTER, FUEL),
      instruction(0x31, { flags: Flag.AGlobal | Flag.DGlobal | io, d: BYTE, a: I, imm: 0x10000n }),
      alu(I64_XOR, BYTE, BYTE, 0x20n),
      instruction(0x3c, { flags: Flag.AGlobal | Flag.BGlobal | io, a: I, b: BYTE, imm: 0x20000n }),
      instruction(0x37, { flags: Flag.AGlobal | Flag.BGlobal, a: I, b: BYTE, imm: 27n }),
      instruction(I64_ADD, { flags: all, d: I, a: I, b: ONE }),
      jump(at('loop')),
    ],
  ],
  ['end', () => [put(8, N), put(16, ONE), halt]],
  ['Exit', () => [put(8, ONE), move(ONE, 2n), put(16, ONE), trap]],
  ['Trap', () => [trap]],
  ['Deep', () => [alu(I64_AND, COUNTER, COUNTER, (1n << 64n) - 1n - GUARD), trap]],
  ['Endless', (at) => [jump(at('Endless'))]],
  ['Large', () => [move(ONE, 6n), put(16, ONE), trap]],
  ['Long', (at) => [alu(I64_SUB, COUNTER, COUNTER, FUEL << 27n), jump(at('loop'))]],
  [
    'OutOfFuel',
    (at) => [alu(I64_SUB, COUNTER, COUNTER, FUEL), when(I64_LT_S, COUNTER, 0n, at('spent')), jump(at('OutOfFuel'))],
  ],
  ['spent', () => [trap]],
])

/** A program as the machine has it; of the prover's `ProgramImage` what is needed here. */
export type Program = Pick<ProgramImage, 'image' | 'pc' | 'counterSlot' | 'fuel'>

/** The program, with a limit of fuel. */
export function programOf(fuel = LIMIT): Program {
  const image: Image = {
    version: 1,
    code: CODE,
    slots: new Map([[COUNTER, (fuel << 24n) | GUARD | SLOTS]]),
    memory: [{ address: 40, bytes: Uint8Array.of(1, 2, 3) }],
    pages: 2,
    maxPages: 4,
    fp0: 32,
    exports: new Map(),
    globals: new Map(),
    start: undefined,
    statistics: { wasm: 0, lowered: CODE.length, floats: 0 },
  }
  return { image, pc: ENTRY, counterSlot: COUNTER, fuel }
}
