import type { MarketEvent } from './events.ts'

/** A block as the follower needs it. */
export type Block = {
  readonly number: number
  readonly hash: string
  readonly parentHash: string
  readonly timestamp: number
}

/** Where the market is read from: a chain, or a fake one in tests. */
export type MarketSource = {
  head(): Promise<Block>
  /** The block with this number; undefined when the chain has none (any more). */
  block(number: number): Promise<Block | undefined>
  /** All events of the blocks `from..to`, in order. */
  events(from: number, to: number): Promise<MarketEvent[]>
  /** Which of these providers have ended, and at which epoch: silence ends a provider without an event. */
  ends(providers: readonly number[]): Promise<ReadonlyMap<number, number>>
}
