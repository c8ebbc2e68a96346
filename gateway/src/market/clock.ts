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
    const time = this.#time + (this.#now() - this.#seenAt) / 1000
    return Math.floor((time - this.#genesis) / this.#epochLength) + 1
  }

  /** The second at which an epoch begins. */
  startOf(epoch: number): number {
    return this.#genesis + (epoch - 1) * this.#epochLength
  }
}
