import { RECEIPT_SIZE, type ReceiptDomain } from '@lambda-bourse/sdk'
import type { LogReader } from './logReader.ts'
import type { BatchRow } from './receiptLog.ts'

/** Finds receipt blocks by their hash, which is the digest of their CID. */
export class ReceiptIndex {
  readonly #log: LogReader
  readonly #domain: ReceiptDomain

  constructor(log: LogReader, domain: ReceiptDomain) {
    this.#log = log
    this.#domain = domain
  }

  /** `0x00 || encoding` of the receipt with this hash (docs/receipts.md), or undefined. */
  block(hash: Uint8Array): Buffer | undefined {
    const sequence = this.#log.sequenceOf(hash)
    const row = sequence === undefined ? undefined : this.#log.batchOf(sequence)
    if (sequence === undefined || row === undefined) return undefined
    const at = (sequence - row.firstSequence) * RECEIPT_SIZE
    return Buffer.concat([Buffer.of(0), this.#domain.separator, row.receipts.subarray(at, at + RECEIPT_SIZE)])
  }

  /** Receipt hashes of a batch, in order. */
  leaves(row: BatchRow): Uint8Array[] {
    return Array.from({ length: row.count }, (_, i) => row.leaves.subarray(32 * i, 32 * i + 32))
  }
}
