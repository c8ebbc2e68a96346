import { ModuleError } from '@lambda-bourse/runtime'
import { Flag, type Instruction, instruction, Op } from '../isa.ts'
import { type Entry, fields, type Operand, type Place, samePlace } from './operands.ts'

/** A function of the module by its index, or a helper by its name. */
export type Callee = number | string
export type Label = number

const UNBOUND = -1

/** Of an image. The code tree has room for four times as many; a small module must not be able to take a host's memory. */
export const MOST_INSTRUCTIONS = 1 << 20

/** Instructions of one function. Jumps name labels, calls name functions, until `link` knows where they are. */
export class FunctionCode {
  readonly instructions: Instruction[] = []
  readonly calls: { at: number; callee: Callee }[] = []
  readonly #labels: number[] = []
  readonly #jumps: { at: number; label: Label }[] = []
  readonly #fold: boolean
  /** Instructions before this one are as they are: control may come in behind them. */
  #barrier = 0

  constructor(fold: boolean) {
    this.#fold = fold
  }

  label(): Label {
    return this.#labels.push(UNBOUND) - 1
  }

  bind(label: Label): void {
    this.#labels[label] = this.instructions.length
    this.#barrier = this.instructions.length
  }

  emit(op: number, rest: Partial<Omit<Instruction, 'op'>> = {}): void {
    this.#append(instruction(op, rest))
  }

  jump(label: Label): void {
    this.emitTo(label, instruction(Op.Jump))
  }

  /** An instruction whose `imm` is where the label is. */
  emitTo(label: Label, ins: Instruction): void {
    this.#jumps.push({ at: this.instructions.length, label })
    this.#append(ins)
  }

  /** Checked here, because a branch of two bytes may become as many instructions as it takes values along. */
  #append(ins: Instruction): void {
    if (this.instructions.length >= MOST_INSTRUCTIONS)
      throw new ModuleError('limit', `a function has more than ${MOST_INSTRUCTIONS} instructions`)
    this.instructions.push(ins)
  }

  /** The callee's frame begins at slot fp + d. */
  call(callee: Callee, d: number): void {
    this.calls.push({ at: this.instructions.length, callee })
    this.emit(Op.Call, { d })
  }

  /** One step that gives `to` the value of an entry; none where it has it. */
  assign(to: Place, { operand, pending }: Entry): void {
    if (pending) this.emit(pending, fields(operand, undefined, to))
    else if (!samePlace(to, operand)) this.emit(Op.Move, fields(operand, undefined, to))
  }

  /** The instruction that was emitted last, if it wrote `place` and nothing jumps behind it. */
  writerOf(place: Place): Instruction | undefined {
    const at = this.instructions.length - 1
    const last = this.instructions[at]
    if (!this.#fold || !last || at < this.#barrier || !writes(last)) return undefined
    return last.d === place.slot && (last.flags & Flag.DGlobal) === (place.global ? Flag.DGlobal : 0) ? last : undefined
  }

  /** Lets the last instruction write elsewhere. */
  redirect(last: Instruction, to: Place): void {
    last.d = to.slot
    last.flags = to.global ? last.flags | Flag.DGlobal : last.flags & ~Flag.DGlobal
  }

  /** Turns the last instruction into a branch on its result. */
  fuse(last: Instruction, flag: number, label: Label): void {
    this.instructions.pop()
    this.emitTo(label, { ...last, d: 0, flags: (last.flags & ~Flag.DGlobal) | flag })
  }

  /** Emits what `emit` emits before the last instruction rather than after it. */
  beforeLast(emit: () => void): void {
    const last = this.instructions.pop() as Instruction
    emit()
    this.instructions.push(last)
  }

  /** The function's instructions when `prologue` comes first and the whole begins at `pc`. Calls are left open. */
  link(pc: number, prologue: Instruction[]): Instruction[] {
    const base = pc + prologue.length
    for (const { at, label } of this.#jumps) {
      const target = this.#labels[label] as number
      if (target === UNBOUND) throw new Error(`label ${label} was never bound`)
      const ins = this.instructions[at] as Instruction
      ins.imm = BigInt(base + target)
    }
    return [...prologue, ...this.instructions]
  }
}

/** Instructions that end by writing d, and may as well write another. */
function writes({ op, flags }: Instruction): boolean {
  if (op >= Op.FirstAlu) return (flags & (Flag.BranchIf | Flag.BranchUnless)) === 0
  if (op >= Op.FirstLoad && op < Op.FirstStore) return true
  return op === Op.Move || op === Op.Select || op === Op.TableLoad || op === Op.MemorySize || op === Op.MemoryGrow
}

/** An operand that nothing is pending on. */
export function plain(operand: Operand): Entry {
  return { operand, pending: 0 }
}
