import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreError } from '../errors.ts'
import { HashTail, SEGMENT_ENTRIES } from './hashPages.ts'
import { leavesAfter } from './sequences.ts'

/** Batch numbers are reserved in blocks of this many: what a crash costs in void numbers, at most. */
export const NUMBER_BLOCK = 1024

/** Sequences that a batch of a lost store may have used, at most. */
const SEQUENCES_PER_BATCH = 4096

/** One signed batch with all that its receipts' bearers may ask for. */
export interface BatchRow {
  number: number
  epoch: number
  firstSequence: number
  count: number
  /** 58 bytes, as on the wire. */
  header: Uint8Array
  /** 65 bytes. */
  signature: Uint8Array
  /** `count` receipt hashes. */
  leaves: Uint8Array
  /** `count` receipts of 211 bytes. */
  receipts: Uint8Array
  /** Per receipt: uint32 length and bytes of request, response, transcript. */
  records: Uint8Array
}

/** Where the log stands; numbers up to `reservedThrough` may be signed, each at most once. */
export interface LogPosition {
  nextNumber: number
  nextSequence: number
  reservedThrough: number
}

/** Batch numbers [first, last] that were skipped. */
export interface VoidRange {
  first: number
  last: number
}

const SCHEMA = `
  -- Rows are large: bigger pages mean fewer writes for each.
  PRAGMA page_size = 16384;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS batch (
    number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, firstSequence INTEGER NOT NULL, count INTEGER NOT NULL,
    header BLOB NOT NULL, signature BLOB NOT NULL, leaves BLOB NOT NULL, receipts BLOB NOT NULL, records BLOB NOT NULL
  );
  -- A segment is known by the last sequence it holds.
  CREATE TABLE IF NOT EXISTS hash_page (
    segment INTEGER NOT NULL, first BLOB NOT NULL, entries BLOB NOT NULL, PRIMARY KEY (segment, first)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS void (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);
`

/**
 * The durable log of signed batches: one SQLite file, one row a batch, a commit is an fsync. Numbers are reserved in
 * the log before they are signed, so after an unclean stop every number that may have been signed is known and skipped.
 */
export class ReceiptLog {
  readonly #db: DatabaseSync
  readonly #insert: StatementSync
  readonly #reserve: StatementSync
  readonly #page: StatementSync
  readonly #tail = new HashTail()
  #reservedThrough = 0

  /**
   * @param path file, made when it is not there.
   * @param identity whose log it is; a log of another identity is refused.
   * @throws StoreError when the file belongs to another identity.
   */
  constructor(path: string, identity: string) {
    this.#db = new DatabaseSync(path)
    this.#db.exec(SCHEMA)
    const found = this.#meta('identity')
    if (found === undefined) this.#setMeta('identity', identity)
    else if (found !== identity) {
      this.#db.close()
      throw new StoreError(`${path} is the log of ${String(found)}, not of ${identity}: use another dataDir`)
    }
    this.#insert = this.#db.prepare('INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#page = this.#db.prepare('INSERT INTO hash_page VALUES (?, ?, ?)')
    this.#reserve = this.#db.prepare("INSERT OR REPLACE INTO meta VALUES ('reservedThrough', ?)")
  }

  /**
   * Makes the log ready for appending: after an unclean stop the rest of the reserved block becomes void.
   * @param skip additional numbers to leave void, for a log that was restored from a backup.
   */
  recover(skip = 0): LogPosition {
    this.#loadTail()
    return this.#transaction(() => {
      const last = this.#lastNumber()
      const reserved = Number(this.#meta('reservedThrough') ?? 0)
      const clean = this.#meta('clean') === 1
      const nextNumber = clean ? last + 1 + skip : Math.max(last, reserved) + 1 + skip
      if (skip > 0) this.#setMeta('firstSequence', this.#nextSequence() + skip * SEQUENCES_PER_BATCH)
      if (nextNumber > last + 1) {
        this.#db.prepare('INSERT INTO void VALUES (?, ?)').run(last + 1, nextNumber - 1)
      }
      this.#setMeta('clean', 0)
      this.#reservedThrough = Math.max(reserved, nextNumber - 1 + NUMBER_BLOCK)
      this.#reserve.run(this.#reservedThrough)
      return { nextNumber, nextSequence: this.#nextSequence(), reservedThrough: this.#reservedThrough }
    })
  }

  /**
   * Makes one batch durable, and reserves the next block of numbers in the same commit when half of this one is used.
   * @returns the last reserved number.
   */
  append(row: BatchRow): number {
    if (this.#reservedThrough - row.number >= NUMBER_BLOCK / 2) this.#write(row)
    else {
      const through = this.#reservedThrough + NUMBER_BLOCK
      this.#transaction(() => {
        this.#write(row)
        this.#reserve.run(through)
      })
      this.#reservedThrough = through
    }
    this.#index(row)
    return this.#reservedThrough
  }

  /** One statement, outside of a transaction, is one of its own: it costs no BEGIN and COMMIT. */
  #write(row: BatchRow): void {
    const { number, epoch, firstSequence, count, header, signature, leaves, receipts, records } = row
    this.#insert.run(number, epoch, firstSequence, count, header, signature, leaves, receipts, records)
  }

  /** Writes full segments of the hash index; what is lost of it in a crash is built again from the rows. */
  #index(row: BatchRow): void {
    this.#tail.add(row.leaves, row.firstSequence)
    if (this.#tail.count < SEGMENT_ENTRIES) return
    const segment = row.firstSequence + row.count - 1
    this.#transaction(() => {
      for (const { first, entries } of this.#tail.pages()) this.#page.run(segment, first, entries)
    })
    this.#tail.clear()
  }

  #loadTail(): void {
    const last = this.#db.prepare('SELECT max(segment) AS n FROM hash_page').get() as { n: number | null }
    this.#tail.clear()
    for (const { firstSequence, leaves } of leavesAfter(this.#db, last.n ?? 0)) this.#tail.add(leaves, firstSequence)
  }

  /** Says that no reserved number beyond the last batch was signed, and closes. */
  closeClean(): void {
    this.#setMeta('clean', 1)
    this.#db.close()
  }

  close(): void {
    this.#db.close()
  }

  #lastNumber(): number {
    const batch = this.#db.prepare('SELECT max(number) AS n FROM batch').get() as { n: number | null }
    const skipped = this.#db.prepare('SELECT max(last) AS n FROM void').get() as { n: number | null }
    return Math.max(batch.n ?? 0, skipped.n ?? 0)
  }

  #nextSequence(): number {
    const row = this.#db.prepare('SELECT firstSequence + count AS n FROM batch ORDER BY number DESC LIMIT 1').get()
    return Math.max((row as { n: number } | undefined)?.n ?? 1, Number(this.#meta('firstSequence') ?? 1))
  }

  #meta(key: string): unknown {
    return (this.#db.prepare('SELECT value FROM meta WHERE key = ?').get(key) as { value: unknown } | undefined)?.value
  }

  #setMeta(key: string, value: string | number): void {
    this.#db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value)
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }
}
