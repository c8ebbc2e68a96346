import type { DatabaseSync } from 'node:sqlite'
import type { MmrNode, ReceiptPart } from '@lambda-bourse/sdk'
import type { OpenedGame } from '../disputes/client.ts'

/** Lower nodes are made again from the log: a row for each would cost more than the batch's own. */
export const LOWEST_LEVEL = 5

/** An attestation as the chain has it. */
export interface Attestation {
  epoch: number
  seed: string
  /** Number of the block that has it. */
  block: number
}

/** Something asked of this provider on chain. */
export type Ask = { id: string; block: number } & (
  | { kind: 'leaf'; epoch: number; lease: number }
  | { kind: 'header'; epoch: number; number: number; header: string }
  /** `request` as docs/receipts.md encodes it, hex. */
  | { kind: 'demand'; epoch: number; lease: number; request: string }
  /** Of a receipt's part the piece `index` of 2^level chunks; `hash` is the part's. */
  | {
      kind: 'content'
      epoch: number
      sequence: number
      part: ReceiptPart
      hash: `0x${string}`
      level: number
      index: number
    }
)

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS mmr_node (
    level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, place)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS attestation (epoch INTEGER PRIMARY KEY, seed TEXT NOT NULL, block INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS ask (id TEXT PRIMARY KEY, content TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS game (id INTEGER NOT NULL, event TEXT NOT NULL, over INTEGER NOT NULL, PRIMARY KEY (id, event)) WITHOUT ROWID;
`

/** What a proof needs beside receipts and closed epochs: nodes of the range, seeds, and the asks that wait. */
export class ProofStore {
  readonly #db: DatabaseSync

  /** @param db the worker's state, whose commits these rows share. */
  constructor(db: DatabaseSync) {
    this.#db = db
    db.exec(SCHEMA)
  }

  addNodes(nodes: Iterable<MmrNode>): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO mmr_node VALUES (?, ?, ?)')
    for (const { level, index, hash } of nodes) insert.run(level, index, hash)
  }

  node(level: number, place: number): Uint8Array | undefined {
    const row = this.#db.prepare('SELECT hash FROM mmr_node WHERE level = ? AND place = ?').get(level, place)
    return (row as { hash: Uint8Array } | undefined)?.hash
  }

  /** All attestations that blocks from `from` on have: a reorganisation gives an epoch another seed, or takes it away. */
  attested(from: number, attestations: readonly Attestation[]): void {
    this.#db.prepare('DELETE FROM attestation WHERE block >= ?').run(from)
    const insert = this.#db.prepare('INSERT OR REPLACE INTO attestation VALUES (?, ?, ?)')
    for (const { epoch, seed, block } of attestations) insert.run(epoch, seed, block)
  }

  seed(epoch: number): string | undefined {
    const row = this.#db.prepare('SELECT seed FROM attestation WHERE epoch = ?').get(epoch)
    return (row as { seed: string } | undefined)?.seed
  }

  /** The last attestation of an epoch before. */
  attestationBefore(epoch: number): Attestation | undefined {
    const row = this.#db.prepare('SELECT * FROM attestation WHERE epoch < ? ORDER BY epoch DESC LIMIT 1').get(epoch)
    return row as Attestation | undefined
  }

  /** Attestations of epochs before. */
  attestationsBefore(epoch: number): number {
    const row = this.#db.prepare('SELECT count(*) AS count FROM attestation WHERE epoch < ?').get(epoch)
    return (row as { count: number }).count
  }

  addAsk(ask: Ask): void {
    this.#db.prepare('INSERT OR REPLACE INTO ask VALUES (?, ?)').run(ask.id, JSON.stringify(ask))
  }

  asks(): Ask[] {
    const rows = this.#db.prepare('SELECT content FROM ask').all() as { content: string }[]
    return rows.map(({ content }) => JSON.parse(content) as Ask)
  }

  dropAsk(id: string): void {
    this.#db.prepare('DELETE FROM ask WHERE id = ?').run(id)
  }

  /** A game that is over stays so, however often its opening is read again. */
  addGame({ id, event }: OpenedGame): void {
    this.#db.prepare('INSERT OR IGNORE INTO game VALUES (?, ?, 0)').run(id, event)
  }

  /** Games that are not over, the oldest first. */
  games(): OpenedGame[] {
    const rows = this.#db.prepare('SELECT id, event FROM game WHERE over = 0 ORDER BY id').all()
    return (rows as { id: number; event: string }[]).map(({ id, event }) => ({ id: BigInt(id), event }))
  }

  endGame({ id, event }: OpenedGame): void {
    this.#db.prepare('UPDATE game SET over = 1 WHERE id = ? AND event = ?').run(id, event)
  }
}
