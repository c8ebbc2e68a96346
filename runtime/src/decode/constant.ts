import { ModuleError } from '../errors.ts'
import { Op } from './opcodes.ts'
import type { Reader } from './reader.ts'

/**
 * Passes over a constant expression: one instruction and `end`. Answers the function a `ref.func` names, else
 * undefined. Extended constant expressions are not in every supported engine, so they are refused.
 */
export function skipConstant(reader: Reader): number | undefined {
  const offset = reader.offset
  const op = reader.byte()
  let functionIndex: number | undefined
  if (op === Op.I32Const || op === Op.I64Const || op === Op.GlobalGet) reader.skipLeb()
  else if (op === Op.F32Const) reader.skip(4)
  else if (op === Op.F64Const) reader.skip(8)
  else if (op === Op.RefNull) reader.skip(1)
  else if (op === Op.RefFunc) functionIndex = reader.u32()
  else throw new ModuleError('unsupported', `instruction 0x${op.toString(16)} in a constant expression`, offset)
  if (reader.byte() !== Op.End) {
    throw new ModuleError('unsupported', 'extended constant expression', offset)
  }
  return functionIndex
}
