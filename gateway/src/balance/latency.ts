/** Half of what is known about a latency is forgotten in this time without samples, so that a slow peer is tried again. */
const FORGET_MS = 10_000
/** Weight of a new sample against the past. */
const WEIGHT = 0.3

/** An exponentially weighted moving average of latencies, in milliseconds. */
export class Latency {
  readonly #now: () => number
  #value = 0
  #at = 0

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  get value(): number {
    return this.#value * 0.5 ** ((this.#now() - this.#at) / FORGET_MS)
  }

  sample(ms: number): void {
    this.#value = this.#at === 0 ? ms : this.value * (1 - WEIGHT) + ms * WEIGHT
    this.#at = this.#now()
  }
}
