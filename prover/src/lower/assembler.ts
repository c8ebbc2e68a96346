import { Flag, instruction, Op, type Window } from '../isa.ts'
import { FunctionCode, type Label } from './code.ts'
import { windowFlags } from './memory.ts'
import { constant, fields, local, type Operand, type Place } from './operands.ts'
import { TrapCode } from './traps.ts'

/** Operations that helpers are made of. */
export const Alu = {
  LessSigned: 0x53,
  GreaterSigned: 0x55,
  Greater: 0x56,
  LessOrEqualSigned: 0x57,
  LessOrEqual: 0x58,
  GreaterOrEqualSigned: 0x59,
  GreaterOrEqual: 0x5a,
  Add: 0x7c,
  Subtract: 0x7d,
  Multiply: 0x7e,
  And: 0x83,
  ShiftLeft: 0x86,
} as const

const I64_LOAD = 0x29
const I32_LOAD8_U = 0x2d
const I64_STORE = 0x37
const I32_STORE8 = 0x3a

type Value = Place | number | bigint
export type WindowNumber = (typeof Window)[keyof typeof Window]

/** Writes functions by hand: values are 64 bits wide, places are parameters and locals, numbers are constants. */
export class Assembler {
  readonly code = new FunctionCode(true)
  readonly #parameters: number
  readonly #trap: Label = this.code.label()

  constructor(parameters: number) {
    this.#parameters = parameters
  }

  parameter(index: number): Place {
    return local(index - this.#parameters - 1)
  }

  local(index: number): Place {
    return local(index)
  }

  /** d <- a op b */
  set(d: Place, a: Value, op: number, b: Value): void {
    this.code.emit(op, fields(operand(a), operand(b), d))
  }

  /** Goes to `label` where a op b holds. */
  branch(a: Value, op: number, b: Value, label: Label): void {
    const { flags = 0, ...rest } = fields(operand(a), operand(b))
    this.code.emitTo(label, instruction(op, { ...rest, flags: flags | Flag.BranchIf }))
  }

  /** Traps where a op b holds. */
  trapWhere(a: Value, op: number, b: Value): void {
    this.branch(a, op, b, this.#trap)
  }

  memorySize(d: Place): void {
    this.code.emit(Op.MemorySize, { d: d.slot })
  }

  /** Eight bytes, or one. */
  load(d: Place, window: WindowNumber, address: Place, offset: number, bytes: number): void {
    const { flags = 0, ...rest } = fields(address, undefined, d)
    const imm = BigInt(offset)
    this.code.emit(bytes === 8 ? I64_LOAD : I32_LOAD8_U, { ...rest, flags: flags | windowFlags(window), imm })
  }

  store(window: WindowNumber, address: Place, offset: number, value: Place, bytes: number): void {
    const { flags = 0, ...rest } = fields(address, value)
    const imm = BigInt(offset)
    this.code.emit(bytes === 8 ? I64_STORE : I32_STORE8, { ...rest, flags: flags | windowFlags(window), imm })
  }

  tableLoad(d: Place, index: Place, entries: number): void {
    this.code.emit(Op.TableLoad, { ...fields(index, undefined, d), imm: BigInt(entries) })
  }

  tableStore(index: Place, value: Place, entries: number): void {
    this.code.emit(Op.TableStore, { ...fields(index, value), imm: BigInt(entries) })
  }

  /** The function's end. */
  finish(): FunctionCode {
    this.code.emit(Op.Return)
    this.code.bind(this.#trap)
    this.code.emit(Op.Trap, { imm: TrapCode.Bounds })
    return this.code
  }
}

function operand(value: Value): Operand {
  return typeof value === 'object' ? value : constant(BigInt.asUintN(64, BigInt(value)))
}
