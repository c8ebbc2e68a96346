const MOST = 16
const POOL_FROM = 8
/** An inline run this long held up every other request. */
const SLOW_MS = 2

/**
 * Decides where a version's invocations start: inline, where most cost a few microseconds, or in the pool, when they
 * usually need more than the inline allowance. Either way the outcome is the same.
 */
export class InlinePolicy {
  #score: number

  /** @param inline whether to begin inline. */
  constructor(inline: boolean) {
    this.#score = inline ? 0 : MOST
  }

  get inline(): boolean {
    return this.#score < POOL_FROM
  }

  /** An inline run ended. */
  ranInline(exhausted: boolean, ms: number): void {
    if (exhausted || ms > SLOW_MS) this.#score = Math.min(MOST, this.#score + 2)
    else if (this.#score > 0) this.#score--
  }

  /** A run in the pool ended that would, or would not, have fitted inline. */
  ranInPool(fits: boolean): void {
    this.#score = Math.max(0, Math.min(MOST, this.#score + (fits ? -1 : 2)))
  }
}
