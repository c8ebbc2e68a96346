import { batchDigest, encodeBatch, MerkleTree, RECEIPT_SIZE, type ReceiptDomain } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { BatchRow } from '../store/receiptLog.ts'
import type { Signer } from './signer.ts'
import type { ReceiptTemplate } from './template.ts'

/** One finished execution on its way to a receipt. */
export interface Execution {
  template: ReceiptTemplate
  lease: number
  epoch: number
  /** Canonical encoding (docs/receipts.md). */
  request: Uint8Array
  requestHash: Uint8Array
  response: Uint8Array
  responseHash: Uint8Array
  transcript: Uint8Array
  transcriptHash: Uint8Array
  fuel: number
  status: number
}

/** Whose batches these are. */
export interface BatchIdentity {
  provider: number
  domain: ReceiptDomain
  signer: Signer
}

/** A signed batch: the row to store, and each receipt's wire form. */
export interface SealedBatch {
  row: BatchRow
  executions: readonly Execution[]
  tree: MerkleTree
}

const WIRE_FIXED = 1 + RECEIPT_SIZE + 4 + 58 + 65

/** Numbers, hashes and signs `executions` (one epoch, at least one) as batch `number`. */
export function sealBatch(
  identity: BatchIdentity,
  number: number,
  firstSequence: number,
  executions: readonly Execution[],
): SealedBatch {
  const epoch = (executions[0] as Execution).epoch
  const receipts = Buffer.alloc(executions.length * RECEIPT_SIZE)
  const leaves = executions.map((execution, i) =>
    execution.template.write(execution, firstSequence + i, receipts, i * RECEIPT_SIZE),
  )
  const tree = new MerkleTree(leaves, nodeSha256)
  const { provider, domain, signer } = identity
  const count = executions.length
  const batch = {
    provider,
    epoch,
    number: BigInt(number),
    firstSequence: BigInt(firstSequence),
    count,
    receiptsRoot: tree.root,
  }
  const signature = signer.sign(batchDigest(batch, domain))
  const row = {
    number,
    epoch,
    firstSequence,
    count,
    header: encodeBatch(batch),
    signature,
    leaves: Buffer.concat(leaves),
    receipts,
  }
  return { row: { ...row, records: encodeRecords(executions) }, executions, tree }
}

function encodeRecords(executions: readonly Execution[]): Buffer {
  let size = 0
  for (const x of executions) size += 12 + x.request.length + x.response.length + x.transcript.length
  const records = Buffer.allocUnsafeSlow(size)
  let offset = 0
  for (const x of executions) {
    offset = writePart(records, x.request, offset)
    offset = writePart(records, x.response, offset)
    offset = writePart(records, x.transcript, offset)
  }
  return records
}

function writePart(target: Buffer, part: Uint8Array, offset: number): number {
  target.writeUInt32BE(part.length, offset)
  target.set(part, offset + 4)
  return offset + 4 + part.length
}

/** Value of the `bourse-receipt` header for receipt `index` of a batch; the SDK's `encodeWireHeader` without decoding. */
export function wireReceipt(row: Omit<BatchRow, 'records'>, tree: MerkleTree, index: number): string {
  const path = tree.path(index)
  const wire = Buffer.allocUnsafe(WIRE_FIXED + 32 * path.length)
  wire[0] = 1
  wire.set(row.receipts.subarray(index * RECEIPT_SIZE, (index + 1) * RECEIPT_SIZE), 1)
  wire.writeUInt32BE(index, 1 + RECEIPT_SIZE)
  wire.set(row.header, 5 + RECEIPT_SIZE)
  wire.set(row.signature, 63 + RECEIPT_SIZE)
  for (let i = 0; i < path.length; i++) wire.set(path[i] as Uint8Array, WIRE_FIXED + 32 * i)
  return wire.toString('base64url')
}
