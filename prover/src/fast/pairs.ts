/**
 * Instructions that follow each other often, which the loop makes in one turn: two steps for one jump. The first of them has
 * the number of the pair beside its own, the second stays as it is, so that there is nothing to know of what jumps to it.
 */
import { type Instruction, Op } from '../isa.ts'
import { FIRST_PAIR, Form, idOf, idOfInstruction, type Kind } from './ids.ts'

/** From an operation on 32 bits to the same one on 64. */
const WIDER = 18
/** add, and, or, xor, shl, shr_u, rotl */
const I32 = [0x6a, 0x71, 0x72, 0x73, 0x74, 0x76, 0x77]
const I64 = I32.map((op) => op + WIDER)
const Load = { I32: 0x28, I64: 0x29, Byte: 0x2d } as const
const Store = { I32: 0x36, I64: 0x37, Byte: 0x3a } as const
/** eqz, eq, ne, lt_u, gt_u, ge_u of 32 bits */
const COMPARISONS = [0x45, 0x46, 0x47, 0x49, 0x4b, 0x4f]
const [ADD, SUB_I64, LESS_I64] = [0x6a, 0x7d, 0x53]

type Pair = readonly [first: Kind, second: Kind]

function all(firsts: number[], seconds: number[], form: number = Form.Plain): Pair[] {
  return firsts.flatMap((first) =>
    seconds.map(
      (second): Pair => [
        [first, Form.Plain],
        [second, form],
      ],
    ),
  )
}

/** Their numbers are `FIRST_PAIR` and their places here. The first of two never jumps, halts or calls. */
export const PAIRS: readonly Pair[] = [
  ...all([...I32, Load.I32], [...I32, Load.I32, Op.Move]),
  ...all([...I64, Load.I64], [...I64, Load.I64, Op.Move]),
  ...all([Op.Move], [...I32, ...I64, Op.Move, Op.Jump]),
  // addresses, and what is written there
  ...all([ADD], [Load.Byte, Load.I64, Store.I32, Store.I64, Store.Byte]),
  ...all([Store.I32, Store.I64, Store.Byte], [ADD]),
  ...all([Store.I32], [Store.I32, Load.I32]),
  ...all([Load.I32], [Store.I32]),
  // loops, and the fuel that they take
  ...all([ADD, Load.I32, Load.Byte], COMPARISONS, Form.BranchIf),
  ...all([SUB_I64], [LESS_I64], Form.BranchIf),
  ...all([SUB_I64], [ADD]),
]

const key = (first: number, second: number) => first * FIRST_PAIR + second
const ids = new Map(PAIRS.map(([first, second], i) => [key(idOf(...first), idOf(...second)), FIRST_PAIR + i]))

/** The number of the pair that two instructions are; of the first alone where they are none. */
export function idOfPair(first: Instruction, second: Instruction | undefined): number {
  const alone = idOfInstruction(first)
  return (second && ids.get(key(alone, idOfInstruction(second)))) ?? alone
}
