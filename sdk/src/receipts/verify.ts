import type { Address } from 'viem'
import type { Bytes32 } from '../internal/bytes.ts'
import { equalBytes, fromHex, toBytes, toHex } from '../internal/bytes.ts'
import { batchDigest } from './batch.ts'
import { contentHash } from './content.ts'
import type { ReceiptDomain } from './domain.ts'
import {
  ReceiptEpochError,
  ReceiptMismatchError,
  ReceiptPathError,
  ReceiptSignatureError,
  ReceiptSignerError,
} from './errors.ts'
import { merkleRootFromPath } from './merkle.ts'
import type { Receipt } from './receipt.ts'
import { receiptHash } from './receipt.ts'
import type { Recover } from './recover.ts'
import { recoverSigner } from './recover.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'
import type { SignedReceipt } from './wire.ts'
import { checkPlace, decodeWire } from './wire.ts'

/** What the caller asked for; only the fields that are given are compared. */
export type ExpectedReceipt = Partial<Omit<Receipt<Bytes32>, 'requestHash' | 'responseHash'>> & {
  /** The encoded request (`encodeRequest`), or its hash. */
  request?: Uint8Array
  requestHash?: Bytes32
  /** The body that came back, or its hash. */
  response?: Uint8Array
  responseHash?: Bytes32
}

/** What {@link verifyReceipt} takes. */
export type VerifyReceiptParameters = {
  /** Bytes or header value as they came, or the decoded form. */
  receipt: Uint8Array | string | SignedReceipt
  domain: ReceiptDomain
  /** The provider's operator in the receipt's epoch (lens: `operatorAt`). */
  operator: Address
  /** The running epoch. Left out, any epoch is accepted: only for receipts that are read back later. */
  currentEpoch?: number
  expected?: ExpectedReceipt
  sha256?: Sha256
  recover?: Recover
}

/** Errors of {@link verifyReceipt}, by `name`. */
export type VerifyReceiptErrorType =
  | import('./errors.ts').ReceiptFormatError
  | ReceiptPathError
  | ReceiptSignatureError
  | ReceiptSignerError
  | ReceiptEpochError
  | ReceiptMismatchError

/**
 * Checks a receipt from end to end: encoding, epoch, what it is about, place in its batch, signature and signer.
 *
 * @param parameters - receipt, domain, the operator it must be signed by, and what was asked
 * @returns the signed receipt, decoded
 * @throws ReceiptFormatError - no receipt in the one allowed encoding
 * @throws ReceiptEpochError - neither the running epoch nor the one before
 * @throws ReceiptMismatchError - another request, response, lease, function, version or module than expected
 * @throws ReceiptPathError - the batch does not hold it
 * @throws ReceiptSignatureError, ReceiptSignerError - not signed, or signed by another key
 * @example
 * ```ts
 * import { receiptDomain, verifyReceipt } from '@lambda-bourse/sdk'
 * const domain = receiptDomain({ chainId: 31337, bourse: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
 * try {
 *   verifyReceipt({ receipt: 'AQ', domain, operator: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', currentEpoch: 7 })
 * } catch (error) {
 *   console.log((error as Error).name) // ReceiptFormatError
 * }
 * ```
 */
export function verifyReceipt(parameters: VerifyReceiptParameters): SignedReceipt {
  const { receipt, domain, operator, currentEpoch, expected = {}, sha256 = defaultSha256 } = parameters
  const signed = isDecoded(receipt) ? receipt : decodeWire(receipt)
  checkPlace(signed)
  checkEpoch(signed.receipt.epoch, currentEpoch)
  checkExpected(signed.receipt, expected, sha256)
  checkPath(signed, domain, sha256)
  checkSigner(signed, domain, operator, parameters.recover ?? recoverSigner)
  return signed
}

function isDecoded(receipt: Uint8Array | string | SignedReceipt): receipt is SignedReceipt {
  return typeof receipt === 'object' && 'batch' in receipt
}

function checkEpoch(epoch: number, current: number | undefined): void {
  if (current !== undefined && epoch !== current && epoch !== current - 1) throw new ReceiptEpochError(epoch, current)
}

function checkExpected(receipt: Receipt, expected: ExpectedReceipt, sha256: Sha256): void {
  const { request, response, ...fields } = expected
  if (request) compare('requestHash', receipt.requestHash, contentHash(request, sha256))
  if (response) compare('responseHash', receipt.responseHash, contentHash(response, sha256))
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) compare(field, receipt[field as keyof Receipt], value)
  }
}

function compare(field: string, actual: unknown, expected: unknown): void {
  const wanted = expected instanceof Uint8Array ? toHex(expected) : expected
  const same = typeof wanted === 'string' ? wanted.toLowerCase() === actual : wanted === actual
  if (!same) throw new ReceiptMismatchError(field, actual, wanted)
}

function checkPath({ receipt, index, batch, path }: SignedReceipt, domain: ReceiptDomain, sha256: Sha256): void {
  const siblings = path.map((hash) => fromHex(hash, 'path', 32))
  const root = merkleRootFromPath(receiptHash(receipt, domain, sha256), index, batch.count, siblings, sha256)
  if (!root || !equalBytes(root, toBytes(batch.receiptsRoot, 'receiptsRoot', 32))) {
    throw new ReceiptPathError(index, batch.count)
  }
}

function checkSigner(
  { batch, signature }: SignedReceipt,
  domain: ReceiptDomain,
  operator: Address,
  recover: Recover,
): void {
  let signer: Address
  try {
    signer = recover(batchDigest(batch, domain), fromHex(signature, 'signature', 65))
  } catch (cause) {
    throw new ReceiptSignatureError(cause)
  }
  if (signer.toLowerCase() !== operator.toLowerCase()) throw new ReceiptSignerError(signer, operator)
}
