import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'

/** What a watcher remembers: it may be killed between any two lines. What is on chain is read there again. */
type Memory = {
  /** Ids of headers and leaves that were shown, and need no more looking. */
  settled: string[]
  /** Ids of cases on chain that are not over, by what they ask. */
  cases: Record<string, string>
  /** Canaries that were reported as wrong: provider, epoch, lease. */
  reported: string[]
  /** By provider, the next receipt to fetch. */
  sequences: Record<string, number>
  /** Receipts that were fetched and are not settled, as on the wire. */
  receipts: string[]
  /** What was found false, and is not on trial yet, by what it is about. */
  accusations: Record<string, Accusation>
  /** Ids of own games that are not over. */
  games: string[]
  /** Block up to which own games were looked for. */
  gamesThrough: number
}

/** What was found false, and is not on trial yet. */
export type Accusation = ReceiptAccusation | LeafAccusation

/** A leaf whose canary is not the one that is drawn. */
export type LeafAccusation = {
  kind: 'leaf'
  provider: number
  /** As `GET /v1/epochs/<n>/leaves/<lease>` gives it. */
  proof: Record<string, unknown>
  /** Who may have module and config. */
  endpoint: string
  /** What is false. */
  reason: string
}

/** A receipt that does not say what was executed, with all that a game about it begins with. */
export type ReceiptAccusation = {
  kind?: 'receipt'
  /** As on the wire. */
  receipt: string
  /** base64 */
  request: string
  response: string
  /** Who may have module and config. */
  endpoint: string
  /** What is false. */
  reason: string
}

/** The watcher's memory in a file, replaced as a whole, so that it is never half written. */
export class WatchState {
  readonly #path: string
  readonly #settled: Set<string>
  readonly #reported: Set<string>
  readonly #cases: Map<string, string>
  readonly #sequences: Map<string, number>
  readonly #accusations: Map<string, Accusation>
  readonly #games: Set<bigint>
  #gamesThrough: number
  #receipts: string[]

  /** @throws CliError the file is there and no watcher's */
  constructor(path: string) {
    this.#path = path
    const { settled = [], cases = {}, reported = [], sequences = {}, receipts = [], ...disputes } = read(path)
    this.#settled = new Set(settled)
    this.#reported = new Set(reported)
    this.#cases = new Map(Object.entries(cases))
    this.#sequences = new Map(Object.entries(sequences))
    this.#receipts = receipts
    this.#accusations = new Map(Object.entries(disputes.accusations ?? {}))
    this.#games = new Set((disputes.games ?? []).map(BigInt))
    this.#gamesThrough = disputes.gamesThrough ?? -1
  }

  isSettled(id: string): boolean {
    return this.#settled.has(id)
  }

  settle(id: string): void {
    this.#settled.add(id)
    this.#cases.delete(id)
    this.#save()
  }

  get cases(): [id: string, what: string][] {
    return [...this.#cases]
  }

  isOpen(id: string): boolean {
    return this.#cases.has(id)
  }

  open(id: string, what: string): void {
    this.#cases.set(id, what)
    this.#save()
  }

  /** Whether this is the first time. */
  report(what: string): boolean {
    if (this.#reported.has(what)) return false
    this.#reported.add(what)
    this.#save()
    return true
  }

  sequence(provider: number): number {
    return this.#sequences.get(`${provider}`) ?? 1
  }

  /** Fetched receipts that were not settled when the last watcher ended. */
  get receipts(): readonly string[] {
    return this.#receipts
  }

  /** Drops fetched receipts that need no more looking. */
  keep(stays: (receipt: string) => boolean): void {
    const left = this.#receipts.filter(stays)
    if (left.length === this.#receipts.length) return
    this.#receipts = left
    this.#save()
  }

  fetched(provider: number, next: number, receipt: string): void {
    this.#sequences.set(`${provider}`, next)
    this.#receipts.push(receipt)
    this.#save()
  }

  get accusations(): [key: string, accusation: Accusation][] {
    return [...this.#accusations]
  }

  accuse(key: string, accusation: Accusation): void {
    this.#accusations.set(key, accusation)
    this.#save()
  }

  /** It is on trial, or there is nothing in it. */
  dropAccusation(key: string): void {
    if (this.#accusations.delete(key)) this.#save()
  }

  get games(): readonly bigint[] {
    return [...this.#games]
  }

  get gamesThrough(): number {
    return this.#gamesThrough
  }

  /** Games that were found on chain up to a block. Written only where there is something new: blocks come all the time. */
  foundGames(ids: readonly bigint[], through: number): void {
    this.#gamesThrough = through
    const fresh = ids.filter((id) => !this.#games.has(id) && !this.isSettled(`game:${id}`))
    for (const id of fresh) this.#games.add(id)
    if (fresh.length > 0) this.#save()
  }

  endGame(id: bigint): void {
    this.#games.delete(id)
    this.settle(`game:${id}`)
  }

  #save(): void {
    const memory: Memory = {
      settled: [...this.#settled],
      cases: Object.fromEntries(this.#cases),
      reported: [...this.#reported],
      sequences: Object.fromEntries(this.#sequences),
      receipts: this.#receipts,
      accusations: Object.fromEntries(this.#accusations),
      games: [...this.#games].map(String),
      gamesThrough: this.#gamesThrough,
    }
    mkdirSync(dirname(this.#path), { recursive: true })
    writeFileSync(`${this.#path}.part`, JSON.stringify(memory))
    renameSync(`${this.#path}.part`, this.#path)
  }
}

function read(path: string): Partial<Memory> {
  if (!existsSync(path)) return {}
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Memory>
  } catch (cause) {
    throw new CliError('BadInput', EXIT.input, `${path} is no watcher's memory: move it away to begin anew`, {
      field: 'state',
      value: path,
      cause,
    })
  }
}
