import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { sequencesIn } from './hashPages.ts'
import type { BatchRow, VoidRange } from './receiptLog.ts'
import { batchNumberOf, leavesAfter } from './sequences.ts'

/** Request, response and transcript of one execution, as they were recorded. */
export interface Record {
  request: Buffer
  response: Buffer
  transcript: Buffer
}

/** Reads the receipt log on a connection of its own, beside the thread that writes it. */
export class LogReader {
  readonly #db: DatabaseSync
  readonly #row: StatementSync
  readonly #byNumber: StatementSync
  readonly #header: StatementSync

  constructor(path: string) {
    this.#db = new DatabaseSync(path, { readOnly: true })
    this.#db.exec('PRAGMA busy_timeout = 5000')
    this.#row = this.#db.prepare('SELECT * FROM batch WHERE number = ?')
    this.#header = this.#db.prepare('SELECT header, signature FROM batch WHERE number = ?')
    this.#byNumber = this.#db.prepare('SELECT * FROM batch WHERE number > ? ORDER BY number LIMIT ?')
  }

  /** The batch that holds receipt `sequence`, or undefined. */
  batchOf(sequence: number): BatchRow | undefined {
    const row = this.#row.get(batchNumberOf(this.#db, sequence)) as unknown as BatchRow | undefined
    return row !== undefined && sequence < row.firstSequence + row.count ? row : undefined
  }

  /** What was recorded of an execution; undefined where the log holds no such receipt. */
  recordOf(sequence: number): Record | undefined {
    const row = this.batchOf(sequence)
    if (row === undefined) return undefined
    let skipped = sequence - row.firstSequence
    for (const record of readRecords(row.records)) if (skipped-- === 0) return record
    return undefined
  }

  /** Header and signature of a batch, or undefined where its number is void. */
  header(number: number): Pick<BatchRow, 'header' | 'signature'> | undefined {
    return this.#header.get(number) as unknown as Pick<BatchRow, 'header' | 'signature'> | undefined
  }

  /** Batches with a number above `number`, in order, a page at a time so that a long log is never in memory at once. */
  *batchesAfter(number: number, pageSize = 16): Generator<BatchRow> {
    let after = number
    for (;;) {
      const page = this.#byNumber.all(after, pageSize) as unknown as BatchRow[]
      yield* page
      const last = page.at(-1)
      if (last === undefined || page.length < pageSize) return
      after = last.number
    }
  }

  /** Sequence of the receipt with this hash, or undefined. */
  sequenceOf(hash: Uint8Array): number | undefined {
    const segments = this.#db.prepare('SELECT DISTINCT segment FROM hash_page ORDER BY segment DESC').all()
    return (
      this.#inTail(hash, Number(segments[0]?.segment ?? 0)) ?? this.#inSegments(hash, segments as { segment: number }[])
    )
  }

  #inTail(hash: Uint8Array, indexed: number): number | undefined {
    for (const { firstSequence, leaves } of leavesAfter(this.#db, indexed)) {
      const at = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength).indexOf(hash)
      if (at >= 0 && at % 32 === 0) return firstSequence + at / 32
    }
    return undefined
  }

  #inSegments(hash: Uint8Array, segments: readonly { segment: number }[]): number | undefined {
    const page = this.#db.prepare(
      'SELECT entries FROM hash_page WHERE segment = ? AND first <= ? ORDER BY first DESC LIMIT 1',
    )
    for (const { segment } of segments) {
      const found = page.get(segment, hash.subarray(0, 8)) as { entries: Uint8Array } | undefined
      for (const sequence of found === undefined ? [] : sequencesIn(found.entries, hash)) {
        if (this.#hasHash(sequence, hash)) return sequence
      }
    }
    return undefined
  }

  /** The index knows 8 bytes of a hash only. */
  #hasHash(sequence: number, hash: Uint8Array): boolean {
    const row = this.batchOf(sequence)
    if (row === undefined) return false
    const at = 32 * (sequence - row.firstSequence)
    return Buffer.from(hash).equals(row.leaves.subarray(at, at + 32))
  }

  voids(): VoidRange[] {
    return this.#db.prepare('SELECT first, last FROM void ORDER BY first').all() as unknown as VoidRange[]
  }

  close(): void {
    this.#db.close()
  }
}

/** Recorded bytes of all receipts of a batch, in order. */
export function* readRecords(records: Uint8Array): Generator<Record> {
  const bytes = Buffer.from(records.buffer, records.byteOffset, records.byteLength)
  let offset = 0
  const next = () => {
    const start = offset + 4
    offset = start + bytes.readUInt32BE(offset)
    return bytes.subarray(start, offset)
  }
  while (offset < bytes.length) yield { request: next(), response: next(), transcript: next() }
}
