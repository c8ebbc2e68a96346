import { ModuleError } from '@lambda-bourse/runtime'
import { Op, type Reader } from '@lambda-bourse/runtime/decode'
import { bits, signed } from './leb.ts'
import { nameOf } from './opcodes.ts'

/** The value of a constant expression: one instruction and `end`. `globals` are those that came before. */
export function readConstant(reader: Reader, globals: { value: bigint }[]): bigint {
  const value = readValue(reader, globals)
  const offset = reader.offset
  if (reader.byte() !== Op.End) throw new ModuleError('unsupported', 'extended constant expression', offset)
  return value
}

function readValue(reader: Reader, globals: { value: bigint }[]): bigint {
  const offset = reader.offset
  const op = reader.byte()
  if (op === Op.I32Const) return BigInt.asUintN(32, signed(reader))
  if (op === Op.I64Const) return BigInt.asUintN(64, signed(reader))
  if (op === Op.F32Const) return bits(reader, 4)
  if (op === Op.F64Const) return bits(reader, 8)
  if (op === Op.GlobalGet) return (globals[reader.u32()] as { value: bigint }).value
  throw new ModuleError('unsupported', `instruction ${nameOf(op)} in a constant expression`, offset)
}

/** The function that an element expression names; undefined for none. */
export function readReference(reader: Reader): number | undefined {
  const offset = reader.offset
  const op = reader.byte()
  let index: number | undefined
  if (op === Op.RefFunc) index = reader.u32()
  else if (op === Op.RefNull) reader.skip(1)
  else throw new ModuleError('unsupported', `instruction ${nameOf(op)} in an element`, offset)
  if (reader.byte() !== Op.End) throw new ModuleError('unsupported', 'extended constant expression', offset)
  return index
}
