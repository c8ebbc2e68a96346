import type { Hex } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import { fromBase64Url, toBase64Url } from '../internal/base64url.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { toBytes, toHex } from '../internal/bytes.ts'
import { Packer, Unpacker } from '../internal/packer.ts'
import type { Batch } from './batch.ts'
import { BATCH_SIZE, decodeBatch, encodeBatch } from './batch.ts'
import { ReceiptFormatError } from './errors.ts'
import { merklePathLength } from './merkle.ts'
import type { Receipt, ReceiptInput } from './receipt.ts'
import { decodeReceiptBody, encodeReceiptBody, RECEIPT_SIZE } from './receipt.ts'

const VERSION = 0x01
const SIGNATURE_SIZE = 65
const FIXED_SIZE = 1 + RECEIPT_SIZE + 4 + BATCH_SIZE + SIGNATURE_SIZE
/** A batch has at most 2^32 - 1 receipts. */
const LONGEST = FIXED_SIZE + 32 * 32

/** A receipt with all that proves it: its place in a batch, the batch's header, and the operator's signature. */
export type SignedReceipt<hash extends Bytes32 = Hex> = {
  receipt: Receipt<hash>
  /** Place in the batch, from 0. */
  index: number
  batch: Batch<hash>
  /** 65 bytes `r || s || v`. */
  signature: hash
  /** Siblings from the leaf up. */
  path: readonly hash[]
}

/**
 * The bytes of a signed receipt (docs/receipts.md, on the wire).
 *
 * @throws InvalidValueError - a field that does not fit, or a receipt that is not the batch's
 */
export function encodeWire({ receipt, index, batch, signature, path }: SignedReceipt<Bytes32>): Uint8Array {
  const problem = placeProblem(receipt, index, batch, path.length)
  if (problem) throw new InvalidValueError(problem.field, problem.value, problem.allowed, 'receipts.md#on-the-wire')
  const packer = new Packer(FIXED_SIZE + 32 * path.length)
    .uint(1, VERSION, 'version')
    .raw(encodeReceiptBody(receipt))
    .uint(4, index, 'index')
    .raw(encodeBatch(batch))
    .raw(toBytes(signature, 'signature', SIGNATURE_SIZE))
  for (const sibling of path) packer.bytes32(sibling, 'path')
  return packer.bytes
}

/** Value of the HTTP header `bourse-receipt`: base64url of {@link encodeWire}. */
export function encodeWireHeader(signed: SignedReceipt<Bytes32>): string {
  return toBase64Url(encodeWire(signed))
}

/**
 * Reads a signed receipt and checks all that needs no key: one spelling, lengths, and that receipt, place and batch fit
 * together. `verifyReceipt` checks path and signature.
 *
 * @param wire - bytes, or the value of the header `bourse-receipt`
 * @throws ReceiptFormatError - anything else than what {@link encodeWire} writes
 */
export function decodeWire(wire: Uint8Array | string): SignedReceipt {
  const bytes = typeof wire === 'string' ? fromHeader(wire) : wire
  if (bytes.length < FIXED_SIZE || bytes.length > LONGEST || (bytes.length - FIXED_SIZE) % 32 !== 0) {
    throw new ReceiptFormatError(`receipt has ${bytes.length} bytes; allowed: ${FIXED_SIZE} + 32 for each level`)
  }
  if (bytes[0] !== VERSION) throw new ReceiptFormatError(`receipt has version ${bytes[0]}; allowed: ${VERSION}`)
  const reader = new Unpacker(bytes.subarray(1))
  const receipt = decodeReceiptBody(reader.raw(RECEIPT_SIZE))
  const index = reader.uint(4)
  const batch = decodeBatch(reader.raw(BATCH_SIZE))
  const signature = toHex(reader.raw(SIGNATURE_SIZE))
  const path: Hex[] = []
  while (reader.rest > 0) path.push(reader.bytes32())
  const signed = { receipt, index, batch, signature, path }
  checkPlace(signed)
  return signed
}

/** Refuses a receipt that cannot be at its place of its batch. */
export function checkPlace({ receipt, index, batch, path }: SignedReceipt): void {
  const problem = placeProblem(receipt, index, batch, path.length)
  if (problem) {
    throw new ReceiptFormatError(`receipt has ${problem.field} ${problem.value}; allowed: ${problem.allowed}`)
  }
}

function fromHeader(text: string): Uint8Array {
  const bytes = text.length > LONGEST * 2 ? undefined : fromBase64Url(text)
  if (!bytes) throw new ReceiptFormatError('receipt header is not base64url without padding')
  return bytes
}

type Problem = { field: string; value: unknown; allowed: string }

function placeProblem(
  receipt: ReceiptInput,
  index: number,
  batch: Batch<Bytes32>,
  pathLength: number,
): Problem | undefined {
  if (batch.number < 1n) return { field: 'batch.number', value: batch.number, allowed: 'from 1' }
  if (batch.firstSequence < 1n) return { field: 'batch.firstSequence', value: batch.firstSequence, allowed: 'from 1' }
  if (!(index >= 0 && index < batch.count)) {
    return { field: 'index', value: index, allowed: `below the batch's count ${batch.count}` }
  }
  if (batch.provider !== receipt.provider) {
    return { field: 'batch.provider', value: batch.provider, allowed: `the receipt's ${receipt.provider}` }
  }
  if (batch.epoch !== receipt.epoch) {
    return { field: 'batch.epoch', value: batch.epoch, allowed: `the receipt's ${receipt.epoch}` }
  }
  const sequence = batch.firstSequence + BigInt(index)
  if (receipt.sequence !== sequence) {
    return { field: 'sequence', value: receipt.sequence, allowed: `${sequence} at place ${index}` }
  }
  const levels = merklePathLength(index, batch.count)
  if (pathLength !== levels) return { field: 'path', value: `of ${pathLength}`, allowed: `${levels} hashes` }
  return undefined
}
