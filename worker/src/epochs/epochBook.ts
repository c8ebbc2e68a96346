import {
  decodeBatch,
  epochRoot,
  headerLeaf,
  type LeaseSummary,
  leasesRoot,
  Mmr,
  type MmrNode,
  RECEIPT_SIZE,
  voidLeaf,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { readReceipt } from '../receipts/template.ts'
import type { LogReader } from '../store/logReader.ts'
import { readRecords } from '../store/logReader.ts'
import { LOWEST_LEVEL } from '../store/proofStore.ts'
import type { BatchRow } from '../store/receiptLog.ts'
import type { ClosedEpoch } from '../store/stateStore.ts'
import { NO_CANARY } from './canaries.ts'

interface Sum {
  count: number
  fuel: number
  bytes: number
  failures: number
}

/** One receipt's share in its lease's summary. */
export interface Share {
  lease: number
  fuel: number
  status: number
  bytes: number
}

/** What a provider did, epoch by epoch, and the range over all its batches: all that an epoch root is made of. */
export class EpochBook {
  readonly #mmr: Mmr
  readonly #sums = new Map<number, Map<number, Sum>>()
  /** Completed since the last closed epoch. */
  #nodes: MmrNode[] = []

  /** @param last the last closed epoch, from whose range this one goes on. */
  constructor(last?: Pick<ClosedEpoch, 'headers' | 'peaks'>) {
    this.#mmr = new Mmr(last && { count: last.headers, peaks: splitHashes(last.peaks) }, nodeSha256)
  }

  /** Number of the last batch, void or not. */
  get lastNumber(): number {
    return this.#mmr.count
  }

  /** Reads what the log holds beyond the range: after a start. Numbers that no batch has are void. */
  replay(log: LogReader, nextNumber: number): void {
    for (const row of log.batchesAfter(this.lastNumber)) {
      this.addVoids(row.number)
      this.add(row, sharesOf(row))
    }
    this.addVoids(nextNumber)
  }

  /** Numbers up to `next`, exclusive, that were skipped. */
  addVoids(next: number): void {
    while (this.lastNumber + 1 < next) this.append(voidLeaf(BigInt(this.lastNumber + 1), nodeSha256))
  }

  /** A durable batch; its number follows the last one. */
  add(row: Pick<BatchRow, 'number' | 'epoch' | 'header' | 'signature'>, shares: Iterable<Share>): void {
    if (row.number !== this.lastNumber + 1) {
      throw new RangeError(`batch ${row.number} does not follow ${this.lastNumber}`)
    }
    this.append(this.leaf(row))
    const sums = this.#sumsOf(row.epoch)
    for (const { lease, fuel, status, bytes } of shares) {
      const sum = sums.get(lease) ?? { count: 0, fuel: 0, bytes: 0, failures: 0 }
      sums.set(lease, sum)
      sum.count++
      sum.fuel += fuel
      sum.bytes += bytes
      if (status !== 0) sum.failures++
    }
  }

  /** What the range holds of a batch. */
  protected leaf({ header, signature }: Pick<BatchRow, 'header' | 'signature'>): Uint8Array {
    return headerLeaf(decodeBatch(header), signature, nodeSha256)
  }

  protected append(leaf: Uint8Array): void {
    for (const node of this.#mmr.append(leaf)) if (node.level >= LOWEST_LEVEL) this.#nodes.push(node)
  }

  /** Nodes of the range to be kept with the epoch that is closed now. */
  get nodes(): readonly MmrNode[] {
    return this.#nodes
  }

  /** Batches' sums of an epoch so far, for status. */
  executions(epoch: number): number {
    let count = 0
    for (const sum of this.#sums.get(epoch)?.values() ?? []) count += sum.count
    return count
  }

  /**
   * The commitment of an epoch that gets no more batches. Pure: closing twice gives the same leases, and the range as it
   * stands then.
   * @param owed leases that were live in the epoch; they have a leaf even when nobody called them.
   * @param canaries by lease; 32 zero bytes where there is none.
   */
  commitment(
    epoch: number,
    owed: Iterable<number>,
    canaries: ReadonlyMap<number, Uint8Array> = new Map(),
  ): ClosedEpoch {
    const sums = new Map(this.#sums.get(epoch))
    for (const lease of owed) if (!sums.has(lease)) sums.set(lease, { count: 0, fuel: 0, bytes: 0, failures: 0 })
    const summaries = [...sums]
      .sort(([a], [b]) => a - b)
      .map(([lease, sum]) => summaryOf(lease, sum, canaries.get(lease) ?? NO_CANARY))
    const root = leasesRoot(summaries, nodeSha256)
    const { count: headers, root: mmrRoot } = this.#mmr
    return {
      epoch,
      root: epochRoot({ epoch, leasesRoot: root, headers: BigInt(headers), mmrRoot }, nodeSha256),
      leasesRoot: root,
      mmrRoot,
      headers,
      peaks: Buffer.concat(this.#mmr.state.peaks),
      leases: JSON.stringify(summaries.map(toJson)),
    }
  }

  /** Forgets sums up to an epoch whose commitment is stored, and the nodes that are stored with it. */
  forget(through: number): void {
    this.#nodes = []
    for (const epoch of this.#sums.keys()) if (epoch <= through) this.#sums.delete(epoch)
  }

  #sumsOf(epoch: number): Map<number, Sum> {
    const sums = this.#sums.get(epoch) ?? new Map<number, Sum>()
    this.#sums.set(epoch, sums)
    return sums
  }
}

function summaryOf(lease: number, { count, fuel, bytes, failures }: Sum, canary: Uint8Array): LeaseSummary {
  const [c, f, b, x] = [BigInt(count), BigInt(fuel), BigInt(bytes), BigInt(failures)]
  return { lease, count: c, fuel: f, bytes: b, failures: x, canary }
}

function toJson({ lease, count, fuel, bytes, failures, canary }: LeaseSummary) {
  const numbers = {
    count: count.toString(),
    fuel: fuel.toString(),
    bytes: bytes.toString(),
    failures: failures.toString(),
  }
  return { lease, ...numbers, canary: `0x${Buffer.from(canary as Uint8Array).toString('hex')}` }
}

function* sharesOf(row: Pick<BatchRow, 'receipts' | 'records'>): Generator<Share> {
  const receipts = Buffer.from(row.receipts)
  let offset = 0
  for (const { request, response } of readRecords(row.records)) {
    const { lease, fuel, status } = readReceipt(receipts.subarray(offset, offset + RECEIPT_SIZE))
    offset += RECEIPT_SIZE
    yield { lease, fuel, status, bytes: request.length + response.length }
  }
}

function splitHashes(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => Uint8Array.from(bytes.subarray(32 * i, 32 * i + 32)))
}
