import type { AliasState, ChainClient, Hex } from '../chain/client.ts'

interface Entry extends AliasState {
  /** Epoch start for which `before` was read. */
  second: number
  /** What it named before that; 0 for none. */
  before: number
}

/**
 * Which version an alias named when an epoch began: duty is to that one (DESIGN DEAL-8). The chain knows; nothing here is more
 * than a copy.
 */
export class AliasBook {
  readonly #client: Pick<ChainClient, 'alias' | 'versionAt'>
  readonly #entries = new Map<string, Entry>()

  constructor(client: Pick<ChainClient, 'alias' | 'versionAt'>) {
    this.#client = client
  }

  /** The alias changed: it is read again when it is next asked for. */
  forget(functionId: bigint, aliasName: Hex): void {
    this.#entries.delete(keyOf(functionId, aliasName))
  }

  /** After a reorganisation nothing that was read counts. */
  forgetAll(): void {
    this.#entries.clear()
  }

  /**
   * Version that the alias named before `second`, or where it named none, one that it named after.
   * @returns `version` 0 when it never named one, and `next`, what it names now.
   */
  async resolve(functionId: bigint, aliasName: Hex, second: number): Promise<{ version: number; next: number }> {
    const key = keyOf(functionId, aliasName)
    const known = this.#entries.get(key)
    const { before, previous, number } =
      known?.second === second ? known : await this.#read(functionId, aliasName, second, known)
    return { version: before || previous || number, next: number }
  }

  async #read(functionId: bigint, aliasName: Hex, second: number, known: AliasState | undefined): Promise<Entry> {
    const state = known ?? (await this.#client.alias(functionId, aliasName))
    const isSettled = state.changedAt < second
    const before = isSettled ? state.number : await this.#client.versionAt(functionId, aliasName, second)
    const { number, previous, changedAt } = state
    const entry = { number, previous, changedAt, second, before }
    this.#entries.set(keyOf(functionId, aliasName), entry)
    return entry
  }
}

function keyOf(functionId: bigint, aliasName: Hex): string {
  return `${functionId}:${aliasName}`
}
