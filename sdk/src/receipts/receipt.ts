import type { Hex } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { Packer, Unpacker } from '../internal/packer.ts'
import type { ReceiptDomain } from './domain.ts'
import { ReceiptFormatError } from './errors.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** Bytes of a receipt without its domain separator. */
export const RECEIPT_SIZE = 211

/** What a receipt's `status` numbers mean, by place (docs/receipts.md). */
export const RECEIPT_STATUSES = ['ok', 'exit', 'trap', 'outOfFuel', 'callDepth', 'outputTooLarge'] as const

/** What one execution did, committed by its host. `hash` is how hashes are held: hex, or on hot paths bytes too. */
export type Receipt<hash extends Bytes32 = Hex> = {
  provider: number
  deal: number
  /** `deal << 8 | index` */
  lease: number
  epoch: number
  /** Counts the provider's executions from 1, over all leases. */
  sequence: bigint
  functionId: bigint
  version: number
  /** `contentHash` of the original Wasm. */
  moduleHash: hash
  /** Zero while the version is attested. */
  imageHash: hash
  runtimeVersion: number
  requestHash: hash
  responseHash: hash
  fuel: bigint
  /** Index into {@link RECEIPT_STATUSES}. */
  status: number
  /** Zero when no capability was recorded. */
  transcriptHash: hash
}

/** Receipt whose hashes may be hex or bytes. */
export type ReceiptInput = Receipt<Bytes32>

/** The 211 bytes that go over the wire, without domain separator. */
export function encodeReceiptBody(receipt: ReceiptInput): Uint8Array {
  return packReceipt(new Packer(RECEIPT_SIZE), receipt).bytes
}

/**
 * The 243 bytes of docs/receipts.md: `abi.encodePacked` of domain separator and fields.
 *
 * @throws InvalidValueError - a field that does not fit, or a lease that is not the deal's
 */
export function encodeReceipt(receipt: ReceiptInput, domain: ReceiptDomain): Uint8Array {
  return packReceipt(new Packer(RECEIPT_SIZE + 32).raw(domain.separator), receipt).bytes
}

/** `0x00 || encoding`, 244 bytes: the block that is served as `/ipfs/<cid>`; {@link receiptHash} is its digest. */
export function receiptBlock(receipt: ReceiptInput, domain: ReceiptDomain): Uint8Array {
  return packReceipt(new Packer(RECEIPT_SIZE + 33).uint(1, 0, 'tag').raw(domain.separator), receipt).bytes
}

/**
 * The receipt's hash, a leaf of its batch: `sha256(0x00 || encoding)`, 32 bytes.
 *
 * @throws InvalidValueError - a field that does not fit
 */
export function receiptHash(receipt: ReceiptInput, domain: ReceiptDomain, sha256: Sha256 = defaultSha256): Uint8Array {
  return sha256(receiptBlock(receipt, domain))
}

function packReceipt(packer: Packer, receipt: ReceiptInput): Packer {
  if (Math.floor(receipt.lease / 256) !== receipt.deal) {
    throw new InvalidValueError('lease', receipt.lease, `a lease of deal ${receipt.deal}: deal * 256 + index`)
  }
  return packer
    .uint(3, receipt.provider, 'provider')
    .uint(5, receipt.deal, 'deal')
    .uint(6, receipt.lease, 'lease')
    .uint(3, receipt.epoch, 'epoch')
    .uint64(receipt.sequence, 'sequence')
    .uint64(receipt.functionId, 'functionId')
    .uint(4, receipt.version, 'version')
    .bytes32(receipt.moduleHash, 'moduleHash')
    .bytes32(receipt.imageHash, 'imageHash')
    .uint(4, receipt.runtimeVersion, 'runtimeVersion')
    .bytes32(receipt.requestHash, 'requestHash')
    .bytes32(receipt.responseHash, 'responseHash')
    .uint64(receipt.fuel, 'fuel')
    .uint(2, receipt.status, 'status')
    .bytes32(receipt.transcriptHash, 'transcriptHash')
}

/**
 * Reads {@link encodeReceiptBody}'s 211 bytes.
 *
 * @throws ReceiptFormatError - another length, or a lease that is not the deal's
 */
export function decodeReceiptBody(bytes: Uint8Array): Receipt {
  if (bytes.length !== RECEIPT_SIZE) {
    throw new ReceiptFormatError(`receipt has ${bytes.length} bytes; allowed: ${RECEIPT_SIZE}`)
  }
  const reader = new Unpacker(bytes)
  const receipt: Receipt = {
    provider: reader.uint(3),
    deal: reader.uint(5),
    lease: reader.uint(6),
    epoch: reader.uint(3),
    sequence: reader.uint64(),
    functionId: reader.uint64(),
    version: reader.uint(4),
    moduleHash: reader.bytes32(),
    imageHash: reader.bytes32(),
    runtimeVersion: reader.uint(4),
    requestHash: reader.bytes32(),
    responseHash: reader.bytes32(),
    fuel: reader.uint64(),
    status: reader.uint(2),
    transcriptHash: reader.bytes32(),
  }
  if (Math.floor(receipt.lease / 256) !== receipt.deal) {
    throw new ReceiptFormatError(`receipt has lease ${receipt.lease}, which is not one of its deal ${receipt.deal}`)
  }
  return receipt
}
