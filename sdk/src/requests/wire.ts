import type { Hex } from 'viem'
import { toHex } from '../internal/bytes.ts'
import { decodeWire, encodeWire } from '../receipts/wire.ts'

/** A signed receipt as contracts take it: bytes, or the value of the header `bourse-receipt`. */
export type SignedReceiptWire = Uint8Array | string

/**
 * The bytes of a signed receipt, for calldata.
 *
 * @throws ReceiptFormatError - no signed receipt
 */
export function toWireHex(receipt: SignedReceiptWire): Hex {
  return toHex(encodeWire(decodeWire(receipt)))
}
