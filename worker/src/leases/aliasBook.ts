import type { AliasState, ChainClient, Hex } from '../chain/client.ts'

interface Naming {
  number: number
  /** Seconds since 1970. */
  since: number
}

interface Entry {
  history: Naming[]
  stale: boolean
}

/** Which version an alias named, and when: duty is to the one it named when the epoch began (DESIGN DEAL-8). */
export class AliasBook {
  readonly #client: Pick<ChainClient, 'alias'>
  readonly #entries = new Map<string, Entry>()

  constructor(client: Pick<ChainClient, 'alias'>) {
    this.#client = client
  }

  /** The alias changed: it is read again when it is next asked for. */
  forget(functionId: bigint, aliasName: Hex): void {
    const entry = this.#entries.get(keyOf(functionId, aliasName))
    if (entry !== undefined) entry.stale = true
  }

  /** After a reorganisation nothing that was read counts. */
  forgetAll(): void {
    this.#entries.clear()
  }

  /**
   * Version that the alias named before `second`, or where it named none, the first it named after.
   * @returns `version` 0 when it never named one, and `next`, what it names now.
   */
  async resolve(functionId: bigint, aliasName: Hex, second: number): Promise<{ version: number; next: number }> {
    const key = keyOf(functionId, aliasName)
    const known = this.#entries.get(key)
    if (known === undefined || known.stale) this.#learn(key, await this.#client.alias(functionId, aliasName))
    const { history } = this.#entries.get(key) as Entry
    const next = history.at(-1)?.number ?? 0
    const before = history.filter((naming) => naming.since < second).at(-1)?.number ?? 0
    const version = before !== 0 ? before : (history.find((naming) => naming.number !== 0)?.number ?? 0)
    return { version, next }
  }

  #learn(key: string, { number, previous, changedAt }: AliasState): void {
    const history = this.#entries.get(key)?.history ?? [{ number: previous, since: 0 }]
    const last = history.at(-1)
    // The chain tells one change; what came between two reads is at least remembered as what was named before it.
    if (last !== undefined && (last.number !== number || last.since < changedAt)) {
      if (last.number !== previous) history.push({ number: previous, since: changedAt })
      history.push({ number, since: changedAt })
    }
    this.#entries.set(key, { history: history.slice(-16), stale: false })
  }
}

function keyOf(functionId: bigint, aliasName: Hex): string {
  return `${functionId}:${aliasName}`
}
