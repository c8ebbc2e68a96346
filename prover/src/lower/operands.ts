import { Flag, type Instruction } from '../isa.ts'

/** A slot, from fp or (global) from 0. */
export interface Place {
  slot: number
  global: boolean
}

/** A constant, as 64 bits unsigned. */
export interface Constant {
  k: bigint
}

export type Operand = Place | Constant

/** A value on the operand stack, as far as it is known. Never changed, only replaced. */
export interface Entry {
  operand: Operand
  /** An operation of one operand that is still to be done on it, i32.eqz or i32.wrap_i64; or 0. */
  pending: number
}

export const constant = (k: bigint): Constant => ({ k })
export const local = (slot: number): Place => ({ slot, global: false })
export const global = (slot: number): Place => ({ slot, global: true })

export function isConstant(operand: Operand): operand is Constant {
  return 'k' in operand
}

export function samePlace(place: Place, operand: Operand): boolean {
  return !isConstant(operand) && operand.slot === place.slot && operand.global === place.global
}

type Fields = Partial<Omit<Instruction, 'op'>>

/** Fields of an instruction with these operands. It has room for one constant: two have to be the same. */
export function fields(a: Operand | undefined, b: Operand | undefined, d?: Place): Fields {
  const found: Required<Pick<Fields, 'flags' | 'd' | 'a' | 'b' | 'k'>> = { flags: 0, d: 0, a: 0, b: 0, k: 0n }
  if (a && isConstant(a)) {
    found.flags |= Flag.AConst
    found.k = a.k
  } else if (a) {
    if (a.global) found.flags |= Flag.AGlobal
    found.a = a.slot
  }
  if (b && isConstant(b)) {
    found.flags |= Flag.BConst
    found.k = b.k
  } else if (b) {
    if (b.global) found.flags |= Flag.BGlobal
    found.b = b.slot
  }
  if (d?.global) found.flags |= Flag.DGlobal
  found.d = d?.slot ?? 0
  return found
}
