import type { Clock } from '../clock.ts'
import type { EpochSource } from '../epochs/epochGate.ts'
import type { Head, MarketParameters } from './client.ts'

/** The chain's time between blocks: the newest block's timestamp plus what passed here since it was first seen. */
export class ChainTime implements EpochSource {
  readonly #clock: Clock
  readonly #parameters: MarketParameters
  #hash: string | undefined
  #seconds = 0
  #seenAt = 0

  constructor(clock: Clock, parameters: MarketParameters) {
    this.#clock = clock
    this.#parameters = parameters
  }

  observe(head: Head): void {
    const told = Math.max(head.timestamp, head.pendingTimestamp)
    // Seen again, a block is older than it was: only a node that tells the pending time moves the estimate.
    if (head.hash === this.#hash && told <= this.now) return
    this.#hash = head.hash
    this.#seconds = told
    this.#seenAt = this.#clock.monotonic()
  }

  /** Seconds since 1970. */
  get now(): number {
    return this.#seconds + (this.#clock.monotonic() - this.#seenAt) / 1000
  }

  /** The running epoch; 0 before a block was seen. */
  get epoch(): number {
    return this.#hash === undefined ? 0 : this.epochAt(this.now)
  }

  epochAt(seconds: number): number {
    const { genesis, epochLength } = this.#parameters
    return Math.max(0, Math.floor((seconds - genesis) / epochLength) + 1)
  }

  /** Seconds since 1970 at which an epoch begins. */
  startOf(epoch: number): number {
    return this.#parameters.genesis + (epoch - 1) * this.#parameters.epochLength
  }
}
