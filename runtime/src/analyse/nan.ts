import { Op } from '../decode/opcodes.ts'

/**
 * The bits of a NaN that arithmetic produces are not specified and do differ between engines and tiers. They are
 * made canonical where they can be seen: at a store, a reinterpretation, and the sign operand of copysign. A value that
 * the instruction just before loaded, reinterpreted or converted needs no care: its bits are exact. Constants are only
 * trusted when they are no NaN.
 */
export const givesExactBits = new Uint8Array(256)

for (const op of [Op.F32Load, Op.F64Load, Op.F32ReinterpretI32, Op.F64ReinterpretI64]) givesExactBits[op] = 1
givesExactBits.fill(1, Op.F32ConvertI32S, Op.F32ConvertI64U + 1)
givesExactBits.fill(1, Op.F64ConvertI32S, Op.F64ConvertI64U + 1)

/** True when the four little-endian bytes are a NaN. */
export function isNaN32(bytes: Uint8Array, offset: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 4)
  return Number.isNaN(view.getFloat32(0, true))
}

/** True when the eight little-endian bytes are a NaN. */
export function isNaN64(bytes: Uint8Array, offset: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 8)
  return Number.isNaN(view.getFloat64(0, true))
}
