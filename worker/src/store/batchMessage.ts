import { RECEIPT_SIZE } from '@lambda-bourse/sdk'
import type { BatchRow } from './receiptLog.ts'

const HEADER_SIZE = 58
const SIGNATURE_SIZE = 65

/** A batch as it crosses threads: one buffer, because each one posted costs microseconds of its own. */
export interface BatchMessage {
  number: number
  epoch: number
  firstSequence: number
  count: number
  /** Header, signature, leaves, receipts and records, one after the other. */
  bytes: Uint8Array
}

export function packBatch({ number, epoch, firstSequence, count, ...parts }: BatchRow): BatchMessage {
  const { header, signature, leaves, receipts, records } = parts
  const size = HEADER_SIZE + SIGNATURE_SIZE + leaves.length + receipts.length + records.length
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of [header, signature, leaves, receipts, records]) {
    bytes.set(part, offset)
    offset += part.length
  }
  return { number, epoch, firstSequence, count, bytes }
}

export function unpackBatch({ number, epoch, firstSequence, count, bytes }: BatchMessage): BatchRow {
  let offset = 0
  const next = (length: number) => {
    offset += length
    return bytes.subarray(offset - length, offset)
  }
  return {
    number,
    epoch,
    firstSequence,
    count,
    header: next(HEADER_SIZE),
    signature: next(SIGNATURE_SIZE),
    leaves: next(32 * count),
    receipts: next(RECEIPT_SIZE * count),
    records: next(bytes.length - offset),
  }
}
