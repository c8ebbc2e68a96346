import { EMPTY_BLOCK, Op, PrefixedOp } from '../decode/opcodes.ts'
import type { Reader } from '../decode/reader.ts'
import { forbiddenOpcode } from '../validate/opcodes.ts'

/** One instruction as it stands in a module. */
export interface Instruction {
  /** Prefixed ones are 0xfc00 and up. */
  op: number
  offset: number
  /** Of the byte after it. */
  end: number
  /** Its first immediate: function, global, type; of a block its type's index, -1 where it has none. */
  index: number
  /** Value types that it names: of a block, or of a `select`. */
  types: number[]
}

/** A memory immediate's alignment has this bit set where the number of a memory follows. */
const NAMES_MEMORY = 0x40

/** Lengths of immediates after the prefix 0xfc, in LEB128 numbers, from `memory.init` on. */
const BULK_IMMEDIATES = [2, 1, 2, 1, 2, 1, 2, 1, 1, 1]

/**
 * Reads one instruction of WebAssembly 2.0 without SIMD. The module is known to be valid.
 *
 * @throws ModuleError (`unsupported`) Any other, with its opcode and offset.
 */
export function readInstruction(reader: Reader): Instruction {
  const offset = reader.offset
  const first = reader.byte()
  const ins: Instruction = { op: first, offset, end: 0, index: -1, types: [] }
  if (first === Op.Prefixed) readPrefixed(reader, ins)
  else if (first >= Op.I32Load && first <= Op.I64Store32) skipMemory(reader)
  else if (first < Op.I32Eqz || first > Op.I64Extend32S) readImmediates(reader, ins)
  ins.end = reader.offset
  return ins
}

function readPrefixed(reader: Reader, ins: Instruction): void {
  const sub = reader.u32()
  if (sub > PrefixedOp.TableFill) throw forbiddenOpcode(Op.Prefixed, ins.offset, sub)
  ins.op = 0xfc00 + sub
  for (let n = BULK_IMMEDIATES[sub - PrefixedOp.MemoryInit] ?? 0; n > 0; n--) reader.skipLeb()
}

function skipMemory(reader: Reader): void {
  if (reader.u32() & NAMES_MEMORY) reader.skipLeb()
  reader.skipLeb()
}

function readImmediates(reader: Reader, ins: Instruction): void {
  switch (ins.op) {
    case Op.Unreachable:
    case Op.Nop:
    case Op.Else:
    case Op.End:
    case Op.Return:
    case Op.Drop:
    case Op.Select:
    case Op.RefIsNull:
      return
    case Op.Block:
    case Op.Loop:
    case Op.If:
      readBlockType(reader, ins)
      return
    case Op.BrTable:
      for (let n = reader.u32(); n >= 0; n--) reader.skipLeb()
      return
    case Op.SelectTyped:
      ins.types = Array.from({ length: reader.u32() }, () => reader.byte())
      return
    case Op.CallIndirect:
      ins.index = reader.u32()
      reader.skipLeb()
      return
    case Op.Br:
    case Op.BrIf:
    case Op.Call:
    case Op.LocalGet:
    case Op.LocalSet:
    case Op.LocalTee:
    case Op.GlobalGet:
    case Op.GlobalSet:
    case Op.TableGet:
    case Op.TableSet:
    case Op.MemorySize:
    case Op.MemoryGrow:
    case Op.RefFunc:
      ins.index = reader.u32()
      return
    case Op.I32Const:
    case Op.I64Const:
    case Op.RefNull:
      reader.skipLeb()
      return
    case Op.F32Const:
      reader.skip(4)
      return
    case Op.F64Const:
      reader.skip(8)
      return
    default:
      throw forbiddenOpcode(ins.op, ins.offset, ins.op >= Op.FirstPrefix ? reader.u32() : undefined)
  }
}

/** A block type is a value type in one byte, or the index of a type, as a signed number. */
function readBlockType(reader: Reader, ins: Instruction): void {
  const type = reader.bytes[reader.offset] as number
  if (type < EMPTY_BLOCK || type > 0x7f) ins.index = reader.u32()
  else {
    reader.skip(1)
    if (type !== EMPTY_BLOCK) ins.types = [type]
  }
}
