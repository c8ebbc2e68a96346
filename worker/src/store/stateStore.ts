import { DatabaseSync } from 'node:sqlite'
import type { MmrNode } from '@lambda-bourse/sdk'
import { StoreError } from '../errors.ts'
import { ProofStore } from './proofStore.ts'

/** How far the chain was read. */
export interface Cursor {
  block: number
  hash: string
}

/** A closed epoch: fixed once, attested as it is, whatever happens later. */
export interface ClosedEpoch {
  epoch: number
  root: Uint8Array
  leasesRoot: Uint8Array
  mmrRoot: Uint8Array
  /** Batches and void numbers 1..headers are in the range. */
  headers: number
  /** Peaks of the range, 32 bytes each. */
  peaks: Uint8Array
  /** JSON of the lease summaries, sorted by lease. */
  leases: string
}

/** A signed transaction, written before it is sent. */
export interface JournalEntry {
  /** What it is for: `attest:<epoch>`, `claim`, `release:<lease>`. Only attestations have one meaning for ever. */
  purpose: string
  nonce: number
  hash: string
  raw: string
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS epoch (
    epoch INTEGER PRIMARY KEY, root BLOB NOT NULL, leasesRoot BLOB NOT NULL, mmrRoot BLOB NOT NULL,
    headers INTEGER NOT NULL, peaks BLOB NOT NULL, leases TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS journal (hash TEXT PRIMARY KEY, purpose TEXT NOT NULL, nonce INTEGER NOT NULL, raw TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS journal_purpose ON journal (purpose);
  CREATE INDEX IF NOT EXISTS journal_nonce ON journal (nonce);
`

/** What the worker remembers beside its receipts: cursor, known leases, closed epochs, sent transactions. */
export class StateStore {
  readonly #db: DatabaseSync
  readonly proofs: ProofStore

  /** @throws StoreError when the file belongs to another identity. */
  constructor(path: string, identity: string) {
    this.#db = new DatabaseSync(path)
    this.#db.exec(SCHEMA)
    this.proofs = new ProofStore(this.#db)
    const found = this.#get('identity')
    if (found === undefined) this.#set('identity', identity)
    else if (found !== identity) {
      this.#db.close()
      throw new StoreError(`${path} is the state of ${String(found)}, not of ${identity}: use another dataDir`)
    }
  }

  get cursor(): Cursor | undefined {
    const text = this.#get('cursor')
    return typeof text === 'string' ? (JSON.parse(text) as Cursor) : undefined
  }

  /** Leases seen and how far, in one commit: a crash between the two would lose a lease. */
  saveProgress(cursor: Cursor, seen: Iterable<number>, gone: Iterable<number>): void {
    this.#db.exec('BEGIN IMMEDIATE')
    for (const id of seen) this.#db.prepare('INSERT OR IGNORE INTO lease VALUES (?)').run(id)
    for (const id of gone) this.#db.prepare('DELETE FROM lease WHERE id = ?').run(id)
    this.#set('cursor', JSON.stringify(cursor))
    this.#db.exec('COMMIT')
  }

  leases(): number[] {
    return (this.#db.prepare('SELECT id FROM lease ORDER BY id').all() as { id: number }[]).map((row) => row.id)
  }

  /**
   * An epoch and the nodes of the range that came with it, in one commit.
   * @throws when the epoch is closed already: a root never changes.
   */
  closeEpoch(e: ClosedEpoch, nodes: Iterable<MmrNode> = []): void {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      this.#db
        .prepare('INSERT INTO epoch VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(e.epoch, e.root, e.leasesRoot, e.mmrRoot, e.headers, e.peaks, e.leases)
      this.proofs.addNodes(nodes)
      this.#db.exec('COMMIT')
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  epoch(epoch: number): ClosedEpoch | undefined {
    return this.#db.prepare('SELECT * FROM epoch WHERE epoch = ?').get(epoch) as unknown as ClosedEpoch | undefined
  }

  lastEpoch(): ClosedEpoch | undefined {
    return this.#db.prepare('SELECT * FROM epoch ORDER BY epoch DESC LIMIT 1').get() as unknown as
      | ClosedEpoch
      | undefined
  }

  /** Epochs closed here, ever. */
  closedCount(): number {
    return (this.#db.prepare('SELECT count(*) AS n FROM epoch').get() as { n: number }).n
  }

  /** Block up to which attestations and asks are written down; -1 before the first. */
  get recordedThrough(): number {
    return Number(this.#get('recordedThrough') ?? -1)
  }

  set recordedThrough(block: number) {
    this.#set('recordedThrough', String(block))
  }

  /** Attestations that the operator says were made from a store that is lost. */
  get foreignAttestations(): number {
    return Number(this.#get('foreignAttestations') ?? 0)
  }

  set foreignAttestations(count: number) {
    this.#set('foreignAttestations', String(count))
  }

  /** Written before the transaction is sent. */
  record({ hash, purpose, nonce, raw }: JournalEntry): void {
    this.#db.prepare('INSERT OR IGNORE INTO journal VALUES (?, ?, ?, ?)').run(hash, purpose, nonce, raw)
  }

  /** The newest transaction of all. */
  lastTransaction(): JournalEntry | undefined {
    const row = this.#db
      .prepare('SELECT purpose, nonce, hash, raw FROM journal ORDER BY nonce DESC, rowid DESC LIMIT 1')
      .get()
    return row as unknown as JournalEntry | undefined
  }

  /** The newest transaction of each nonce from `nonce` on, in order. */
  transactionsFrom(nonce: number): JournalEntry[] {
    return this.#db
      .prepare(
        'SELECT purpose, nonce, hash, raw, max(rowid) FROM journal WHERE nonce >= ? GROUP BY nonce ORDER BY nonce',
      )
      .all(nonce) as unknown as JournalEntry[]
  }

  /** Transactions signed for a purpose, newest first. */
  journal(purpose: string): JournalEntry[] {
    return this.#db
      .prepare('SELECT purpose, nonce, hash, raw FROM journal WHERE purpose = ? ORDER BY nonce DESC, rowid DESC')
      .all(purpose) as unknown as JournalEntry[]
  }

  close(): void {
    this.#db.close()
  }

  #get(key: string): unknown {
    return (this.#db.prepare('SELECT value FROM meta WHERE key = ?').get(key) as { value: unknown } | undefined)?.value
  }

  #set(key: string, value: string): void {
    this.#db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value)
  }
}
