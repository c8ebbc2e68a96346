import type { Image } from '../image.ts'
import { Flag, type Instruction, Op, Window } from '../isa.ts'
import { emptyRoot } from '../machine/tree.ts'
import { toBytes } from '../machine/words.ts'
import { idOfInstruction } from './ids.ts'
import { backing, INSTRUCTION_BYTES, type Layout, SLOT_BYTES } from './layout.ts'
import { idOfPair } from './pairs.ts'

const LOCAL = 0xffff_ffff
const ABSOLUTE = 0
/** Offsets of an instruction's fields; a mask follows each offset. `Alone` is its own number, `Id` that of its pair. */
const Field = { Id: 0, D: 4, A: 12, B: 20, Base: 28, Imm: 32, K: 40, Backed: 48, Alone: 52 } as const
/** By height. */
const EMPTY_NODES = Array.from({ length: 64 }, (_, height) => toBytes(emptyRoot(height)))
const JUMPS = new Set<number>([Op.Jump, Op.Call])

/** Writes an image's code, slots and memory into the module's memory, which is large enough and zero. */
export function loadImage(image: Image, memory: WebAssembly.Memory, layout: Layout): void {
  const view = new DataView(memory.buffer)
  image.code.forEach((ins, pc) => {
    const place = layout.code + pc * INSTRUCTION_BYTES
    loadInstruction(view, layout, ins, place)
    view.setUint32(place + Field.Id, idOfPair(ins, image.code[pc + 1]), true)
  })
  for (const [slot, value] of image.slots) view.setBigUint64(layout.stack + slot * SLOT_BYTES, value, true)
  const bytes = new Uint8Array(memory.buffer)
  for (const part of image.memory) bytes.set(part.bytes, linear(layout, part.address))
  EMPTY_NODES.forEach((node, height) => {
    bytes.set(node, layout.empty + height * 32)
  })
}

/** An address of the memory tree, in the module's memory. */
export function linear(layout: Layout, address: number): number {
  const window = Math.floor(address / 2 ** 30)
  if (window === Window.Segments) return layout.segments + address - 3 * 2 ** 30
  if (window === Window.Io) return layout.io + address - 2 * 2 ** 30
  return layout.guest + address
}

function loadInstruction(view: DataView, layout: Layout, ins: Instruction, place: number): void {
  const operand = (field: number, offset: number, isConstant: boolean, isGlobal: boolean) => {
    const absolute = isConstant ? place + Field.K : layout.stack + (offset >>> 0) * SLOT_BYTES
    view.setUint32(place + field, isConstant || isGlobal ? absolute : offset * SLOT_BYTES, true)
    view.setUint32(place + field + 4, isConstant || isGlobal ? ABSOLUTE : LOCAL, true)
  }
  const has = (flag: number) => (ins.flags & flag) !== 0
  view.setUint32(place + Field.Alone, idOfInstruction(ins), true)
  operand(Field.D, ins.d, false, has(Flag.DGlobal) && ins.op !== Op.Call && ins.op !== Op.CallIndirect)
  operand(Field.A, ins.a, has(Flag.AConst), has(Flag.AGlobal))
  if (ins.op === Op.CallIndirect) view.setUint32(place + Field.B, ins.b, true)
  else operand(Field.B, ins.b, has(Flag.BConst), has(Flag.BGlobal))
  view.setBigUint64(place + Field.Imm, immediate(layout, ins), true)
  view.setBigUint64(place + Field.K, ins.k, true)
  const { base, bytes } = backing(layout, ins.flags) ?? { base: 0, bytes: 0 }
  view.setUint32(place + Field.Base, base, true)
  view.setUint32(place + Field.Backed, bytes, true)
}

/** Targets become addresses, the condition of a select an offset in bytes. */
function immediate(layout: Layout, { op, flags, imm }: Instruction): bigint {
  const branches = op >= Op.FirstAlu && (flags & (Flag.BranchIf | Flag.BranchUnless)) !== 0
  if (JUMPS.has(op) || branches) return BigInt(layout.code) + BigInt.asUintN(32, imm) * BigInt(INSTRUCTION_BYTES)
  if (op === Op.Select) return BigInt.asUintN(32, BigInt.asIntN(32, imm) * BigInt(SLOT_BYTES))
  return imm
}
