// Books of providers that lie. They are given to the worker by its constructor: no setting of the product leads here.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  batchDigest,
  decodeBatch,
  decodeReceiptBody,
  encodeWireHeader,
  RECEIPT_SIZE,
  type ReceiptDomain,
  receiptHash,
  voidLeaf,
} from '@lambda-bourse/sdk'
import { EpochBook, type Share } from '../../../worker/src/epochs/epochBook.ts'
import { createSigner } from '../../../worker/src/receipts/signer.ts'
import type { BatchRow } from '../../../worker/src/store/receiptLog.ts'
import type { ClosedEpoch } from '../../../worker/src/store/stateStore.ts'
import type { Falsehood } from './falsehoods.ts'

export type Lie = 'leaf' | 'header' | 'canary' | 'sample' | 'equivocation' | 'content' | Falsehood | 'none'

/** Attests that it had no lease. */
export class LeaflessBook extends EpochBook {
  override add(row: BatchRow): void {
    super.add(row, [])
  }

  override commitment(epoch: number): ClosedEpoch {
    return super.commitment(epoch, [])
  }
}

/** Attests other batches than it signed. */
export class HeaderlessBook extends EpochBook {
  protected override leaf(row: Pick<BatchRow, 'header' | 'signature'>): Uint8Array {
    // not the void of its own number: that would be proved at once
    return voidLeaf(decodeBatch(row.header).number + 1_000_000n)
  }
}

/** Draws no canary, and makes one up. */
export class ModulelessBook extends EpochBook {
  override commitment(epoch: number, owed: Iterable<number>): ClosedEpoch {
    const leases = [...owed]
    return super.commitment(epoch, leases, new Map(leases.map((lease) => [lease, new Uint8Array(32).fill(9)])))
  }
}

/** Signs each batch a second time, with another receipt in it, and gives that to somebody else. */
export class TwoFacedBook extends EpochBook {
  readonly #signer: ReturnType<typeof createSigner>
  readonly #domain: ReceiptDomain
  readonly #folder: string

  constructor(last: ClosedEpoch | undefined, key: Uint8Array, domain: ReceiptDomain, folder: string) {
    super(last)
    this.#signer = createSigner(key)
    this.#domain = domain
    this.#folder = folder
  }

  override add(row: BatchRow, shares: Iterable<Share>): void {
    super.add(row, shares)
    const honest = decodeReceiptBody(Uint8Array.from(row.receipts.subarray(0, RECEIPT_SIZE)))
    const receipt = { ...honest, fuel: honest.fuel + 1n }
    const receiptsRoot = hex(receiptHash(receipt, this.#domain))
    const batch = { ...decodeBatch(row.header), count: 1, receiptsRoot }
    const signature = hex(this.#signer.sign(batchDigest(batch, this.#domain)))
    mkdirSync(this.#folder, { recursive: true })
    const text = encodeWireHeader({ receipt, index: 0, batch, signature, path: [] })
    writeFileSync(join(this.#folder, `other-${row.number}`), text)
  }
}

function hex(bytes: Uint8Array): `0x${string}` {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
