/** Functions that were invoked lately, so that only their providers are watched. */
export class InUse {
  readonly #usedAt = new Map<bigint, number>()
  readonly #keepMs: number
  readonly #now: () => number

  constructor(keepMs = 300_000, now: () => number = Date.now) {
    this.#keepMs = keepMs
    this.#now = now
  }

  touch(functionId: bigint): void {
    this.#usedAt.set(functionId, this.#now())
  }

  list(): bigint[] {
    const oldest = this.#now() - this.#keepMs
    for (const [id, at] of this.#usedAt) if (at < oldest) this.#usedAt.delete(id)
    return [...this.#usedAt.keys()]
  }
}
