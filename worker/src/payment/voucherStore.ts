import { DatabaseSync } from 'node:sqlite'
import type { Address, Hex } from '../chain/client.ts'

/** What is kept of one payer on one lease. Amounts in micro-USDC. */
export interface AccountRow {
  payer: Address
  lease: number
  /** Who signed the voucher: the payer or a key of it. */
  signer: Address
  /** What the voucher says. */
  amount: bigint
  signature: Hex
  /** What of it can be redeemed, as far as was known. */
  signed: bigint
  owed: bigint
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS account (
    payer TEXT NOT NULL, lease INTEGER NOT NULL, signer TEXT NOT NULL, amount TEXT NOT NULL, signature TEXT NOT NULL,
    signed TEXT NOT NULL, owed TEXT NOT NULL, PRIMARY KEY (payer, lease)
  ) WITHOUT ROWID;
`

type Stored = Omit<AccountRow, 'amount' | 'signed' | 'owed'> & { amount: string; signed: string; owed: string }

/** The best voucher of each payer and lease, and what is owed: on disk before an answer that it pays for leaves. */
export class VoucherStore {
  readonly #db: DatabaseSync
  readonly #pending = new Map<string, AccountRow>()
  #commit: Promise<void> | undefined

  constructor(path: string) {
    this.#db = new DatabaseSync(path)
    this.#db.exec(SCHEMA)
  }

  all(): AccountRow[] {
    const rows = this.#db.prepare('SELECT * FROM account').all() as unknown as Stored[]
    return rows.map((row) => ({
      ...row,
      amount: BigInt(row.amount),
      signed: BigInt(row.signed),
      owed: BigInt(row.owed),
    }))
  }

  /** Resolves when the row is on disk. Rows of one round of the event loop share a commit. */
  save(row: AccountRow): Promise<void> {
    this.#pending.set(`${row.payer}:${row.lease}`, row)
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

  /** Writes what waits, and closes. */
  close(): void {
    this.#write()
    this.#db.close()
  }

  #write(): void {
    if (this.#pending.size === 0) return
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const statement = this.#db.prepare('INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?)')
      for (const { payer, lease, signer, amount, signature, signed, owed } of this.#pending.values()) {
        statement.run(payer, lease, signer, String(amount), signature, String(signed), String(owed))
      }
      this.#db.exec('COMMIT')
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
    this.#pending.clear()
  }
}
