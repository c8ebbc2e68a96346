import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { AnswerProposal, ExecutionRequest } from '@lambda-bourse/sdk'
import { toHex } from 'viem'
import type { Hex } from '../chain/client.ts'
import type { Requested } from './client.ts'

/** An execution's result, kept so that the same one is sent again after a crash. */
export interface KeptAnswer {
  /** Of the receipt. */
  epoch: number
  /** Value of the header `bourse-receipt`. */
  receipt: string
  response: Uint8Array
}

/** A request of a deal that was leased here, and how far it is. */
export interface Entry extends Requested {
  answer: KeptAnswer | undefined
  /** Of our answer, when the request waits. */
  proposal: AnswerProposal | undefined
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS request (
    id INTEGER PRIMARY KEY, request TEXT NOT NULL, body BLOB NOT NULL, block INTEGER NOT NULL,
    epoch INTEGER, receipt TEXT, response BLOB, proposal TEXT
  );
  CREATE TABLE IF NOT EXISTS salt (id INTEGER PRIMARY KEY, salt BLOB NOT NULL);
`

interface Row {
  request: string
  body: Uint8Array
  block: number
  epoch: number | null
  receipt: string | null
  response: Uint8Array | null
  proposal: string | null
}

/** Requests that are not over yet, their answers, and how far the chain was read for them. */
export class RequestStore {
  readonly #db: DatabaseSync

  constructor(path: string) {
    this.#db = new DatabaseSync(path)
    this.#db.exec(SCHEMA)
  }

  /** Block up to which requests were read; undefined before the first time. */
  get block(): number | undefined {
    const row = this.#db.prepare("SELECT value FROM meta WHERE key = 'block'").get() as { value: number } | undefined
    return row?.value
  }

  /** What was found up to a block, in one commit. After a reorganisation a number may stand for another request. */
  save(found: readonly Requested[], block: number): void {
    this.#db.exec('BEGIN IMMEDIATE')
    for (const { request, body, block: at } of found) {
      const text = encode(request)
      const known = this.#db.prepare('SELECT request FROM request WHERE id = ?').get(Number(request.id))
      if (known?.request === text) continue
      this.#db.prepare('DELETE FROM salt WHERE id = ?').run(Number(request.id))
      this.#db
        .prepare('INSERT OR REPLACE INTO request (id, request, body, block) VALUES (?, ?, ?, ?)')
        .run(Number(request.id), text, body, at)
    }
    this.#db.prepare("INSERT OR REPLACE INTO meta VALUES ('block', ?)").run(block)
    this.#db.exec('COMMIT')
  }

  all(): Entry[] {
    const rows = this.#db.prepare('SELECT * FROM request ORDER BY id').all() as unknown as Row[]
    return rows.map(({ request, body, block, epoch, receipt, response, proposal }) => ({
      request: decode<ExecutionRequest>(request),
      body,
      block,
      answer: epoch === null || receipt === null || response === null ? undefined : { epoch, receipt, response },
      proposal: proposal === null ? undefined : decode<AnswerProposal>(proposal),
    }))
  }

  keepAnswer(id: bigint, { epoch, receipt, response }: KeptAnswer): void {
    this.#db
      .prepare('UPDATE request SET epoch = ?, receipt = ?, response = ? WHERE id = ?')
      .run(epoch, receipt, response, Number(id))
  }

  keepProposal(id: bigint, proposal: AnswerProposal): void {
    this.#db.prepare('UPDATE request SET proposal = ? WHERE id = ?').run(encode(proposal), Number(id))
  }

  /** Salt of the commitment to an answer; undefined where none was made. */
  salt(id: bigint): Hex | undefined {
    const row = this.#db.prepare('SELECT salt FROM salt WHERE id = ?').get(Number(id)) as
      | { salt: Uint8Array }
      | undefined
    return row && toHex(row.salt)
  }

  /** The same salt whenever it is asked for: on disk before it is used. */
  saltFor(id: bigint): Hex {
    this.#db.prepare('INSERT OR IGNORE INTO salt (id, salt) VALUES (?, ?)').run(Number(id), randomBytes(32))
    return this.salt(id) as Hex
  }

  forget(id: bigint): void {
    this.#db.prepare('DELETE FROM request WHERE id = ?').run(Number(id))
    this.#db.prepare('DELETE FROM salt WHERE id = ?').run(Number(id))
  }

  close(): void {
    this.#db.close()
  }
}

/** JSON with big integers as `{ "$": "<decimal>" }`. */
function encode(value: object): string {
  return JSON.stringify(value, (_, field) => (typeof field === 'bigint' ? { $: field.toString() } : field))
}

function decode<T>(text: string): T {
  return JSON.parse(text, (_, field) => (typeof field?.$ === 'string' ? BigInt(field.$) : field)) as T
}
