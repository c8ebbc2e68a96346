const MAX_SKEW_SECONDS = 5

/** Tells the chain's time between blocks, and through outages of the RPC: the last head's time plus what passed here since. */
export class ChainClock {
  readonly #genesis: number
  readonly #epochLength: number
  readonly #now: () => number
  #time = 0
  #seenAt = 0

  /**
   * @param genesis The second at which epoch 1 began.
   * @param epochLength Seconds.
   * @param now This machine's clock in milliseconds; only differences count.
   */
  constructor(genesis: number, epochLength: number, now: () => number = Date.now) {
    this.#genesis = genesis
    this.#epochLength = epochLength
    this.#now = now
  }

  /** A block with this time (seconds) was just seen. */
  observe(timestamp: number): void {
    if (timestamp === this.#time) return
    this.#time = timestamp
    this.#seenAt = this.#now()
  }

  /** The running epoch. */
  epoch(): number {
    return Math.floor((this.seconds() - this.#genesis) / this.#epochLength) + 1
  }

  /**
   * Whether an epoch has begun, or will so soon that another's clock may say that it has: blocks arrive late, and their
   * times are whole seconds.
   */
  mayHaveBegun(epoch: number): boolean {
    return this.startOf(epoch) - this.seconds() <= Math.min(MAX_SKEW_SECONDS, this.#epochLength / 2)
  }

  /** The second at which an epoch begins. */
  startOf(epoch: number): number {
    return this.#genesis + (epoch - 1) * this.#epochLength
  }

  /** The chain's time in seconds. */
  seconds(): number {
    return this.#time + (this.#now() - this.#seenAt) / 1000
  }
}
