import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS signed (
    vouchers TEXT NOT NULL, payer TEXT NOT NULL, lease INTEGER NOT NULL, amount TEXT NOT NULL,
    PRIMARY KEY (vouchers, payer, lease)
  ) WITHOUT ROWID;
`

/** Whose vouchers, and where they count. */
export type PayerIdentity = { chainId: number; vouchers: string; payer: string }

/** The greatest amount signed for each lease: on disk before a voucher leaves. */
export class SignedStore {
  readonly #db: DatabaseSync
  readonly #market: string
  readonly #payer: string
  readonly #pending = new Map<number, bigint>()
  #commit: Promise<void> | undefined

  /** @param folder made if missing */
  constructor(folder: string, { chainId, vouchers, payer }: PayerIdentity) {
    mkdirSync(folder, { recursive: true })
    this.#db = new DatabaseSync(join(folder, 'vouchers.db'))
    this.#db.exec(SCHEMA)
    this.#market = `${chainId}:${vouchers.toLowerCase()}`
    this.#payer = payer.toLowerCase()
  }

  all(): Map<number, bigint> {
    const rows = this.#db
      .prepare('SELECT lease, amount FROM signed WHERE vouchers = ? AND payer = ?')
      .all(this.#market, this.#payer) as { lease: number; amount: string }[]
    return new Map(rows.map(({ lease, amount }) => [lease, BigInt(amount)]))
  }

  /** Resolves when the amount is on disk. What comes in one round of the event loop shares a commit. */
  save(lease: number, amount: bigint): Promise<void> {
    const before = this.#pending.get(lease) ?? 0n
    this.#pending.set(lease, amount > before ? amount : before)
    this.#commit ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#commit = undefined
        try {
          this.#write()
          resolve()
        } catch (error) {
          reject(error)
        }
      })
    })
    return this.#commit
  }

  close(): void {
    this.#db.close()
  }

  #write(): void {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const statement = this.#db.prepare('INSERT OR REPLACE INTO signed VALUES (?, ?, ?, ?)')
      for (const [lease, amount] of this.#pending) statement.run(this.#market, this.#payer, lease, String(amount))
      this.#db.exec('COMMIT')
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
    this.#pending.clear()
  }
}
