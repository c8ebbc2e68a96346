/** How the fast machine numbers what it can do: without gaps, so that its loop is one jump table. */
import { Flag, type Instruction, Op, Window, windowOf } from '../isa.ts'
import { isAlu } from '../machine/alu.ts'

export const Form = { Plain: 0, BranchIf: 1, BranchUnless: 2, Window: 3 } as const

/** An operation in a form. */
export type Kind = readonly [op: number, form: number]

const CONTROL = [
  Op.Halt,
  Op.Move,
  Op.Jump,
  Op.BranchTable,
  Op.Call,
  Op.CallIndirect,
  Op.Return,
  Op.Select,
  Op.TableLoad,
  Op.TableStore,
  Op.MemorySize,
  Op.MemoryGrow,
]
const ARITHMETIC = Array.from({ length: 256 }, (_, op) => op).filter(isAlu)
const MEMORY = Array.from({ length: Op.LastStore - Op.FirstLoad + 1 }, (_, i) => Op.FirstLoad + i)

const ALL: [number, number][] = [
  ...CONTROL.map((op): [number, number] => [op, Form.Plain]),
  ...MEMORY.flatMap((op): [number, number][] => [Form.Plain, Form.Window].map((form) => [op, form])),
  ...ARITHMETIC.flatMap((op): [number, number][] =>
    [Form.Plain, Form.BranchIf, Form.BranchUnless].map((form) => [op, form]),
  ),
]
/** Above the number of every operation. */
export const FIRST_PAIR = ALL.length + 1
// 0 is what traps
const ids = new Map(ALL.map(([op, form], i) => [op * 4 + form, i + 1]))

/** The number of an operation in a form; 0, which traps, where there is no such operation. */
export function idOf(op: number, form: number): number {
  return ids.get(op * 4 + form) ?? 0
}

/** The number of an instruction. */
export function idOfInstruction({ op, flags }: Instruction): number {
  return idOf(op, formOf(op, flags))
}

function formOf(op: number, flags: number): number {
  if (op >= Op.FirstLoad && op <= Op.LastStore) return windowOf(flags) === Window.Guest ? Form.Plain : Form.Window
  if (!isAlu(op)) return Form.Plain
  if (flags & Flag.BranchIf) return Form.BranchIf
  return flags & Flag.BranchUnless ? Form.BranchUnless : Form.Plain
}
