// Keeps the market's state up to date with the chain: polls blocks, follows reorganisations, sits out RPC outages.
import type { ChainClock } from './clock.ts'
import type { MarketEvent } from './events.ts'
import type { Block, MarketSource } from './source.ts'
import { apply, emptyState, type MarketState } from './state.ts'

export type FollowerOptions = {
  source: MarketSource
  clock: ChainClock
  /** The block in which the contracts were deployed. */
  fromBlock: number
  /** Most blocks asked for at once; halved while the node refuses. */
  maxRange?: number
  /** Providers whose silent end matters, asked for once an epoch. */
  watched?: () => readonly number[]
  /** This machine's clock, milliseconds. */
  now?: () => number
}

/** How many blocks back a reorganisation may reach before everything is read again. */
const REMEMBERED = 512

/** Follows the chain from poll to poll. */
export class Follower {
  readonly #source: MarketSource
  readonly #clock: ChainClock
  readonly #fromBlock: number
  readonly #maxRange: number
  readonly #watched: () => readonly number[]
  readonly #now: () => number
  /** Blocks up to which events were read, oldest first. */
  #checkpoints: Block[] = []
  #events: MarketEvent[] = []
  #state = emptyState()
  #range: number
  #endsAskedIn = 0
  #polledAt = Number.NEGATIVE_INFINITY
  #polling: Promise<void> | undefined
  #lastError: Error | undefined

  constructor(options: FollowerOptions) {
    this.#source = options.source
    this.#clock = options.clock
    this.#fromBlock = options.fromBlock
    this.#maxRange = options.maxRange ?? 10_000
    this.#range = this.#maxRange
    this.#watched = options.watched ?? (() => [])
    this.#now = options.now ?? Date.now
  }

  /** The market as of `head`; of the last poll that succeeded, while the chain cannot be reached. */
  get state(): MarketState {
    return this.#state
  }

  /** The last block whose events are in `state`. */
  get head(): Block | undefined {
    return this.#checkpoints.at(-1)
  }

  /** Why the last poll failed; undefined when it succeeded. */
  get lastError(): Error | undefined {
    return this.#lastError
  }

  /** Reads what is new. Polls never overlap: a call during one waits for it. Rejects when the chain cannot be read. */
  poll(): Promise<void> {
    this.#polling ??= this.#poll().finally(() => {
      this.#polling = undefined
    })
    return this.#polling
  }

  /**
   * Reads what is new unless that was done lately: for callers who ask for what is not known yet.
   * @returns Whether the chain was read; false when it cannot be, or was within `maxAgeMs`.
   */
  async refresh(maxAgeMs: number): Promise<boolean> {
    if (this.#now() - this.#polledAt < maxAgeMs) return false
    return this.poll().then(
      () => true,
      () => false,
    )
  }

  async #poll(): Promise<void> {
    this.#polledAt = this.#now()
    try {
      const head = await this.#source.head()
      await this.#dropReorganised(head)
      await this.#readUpTo(head)
      this.#clock.observe(head.timestamp)
      await this.#learnEnds()
      this.#lastError = undefined
    } catch (error) {
      this.#lastError = error as Error
      throw error
    }
  }

  /** Forgets the checkpoints, and the events after the last common block, that the chain does not have any more. */
  async #dropReorganised(head: Block): Promise<void> {
    const before = this.#checkpoints.length
    while (this.#checkpoints.length > 0) {
      const last = this.#checkpoints.at(-1) as Block
      if (last.number + 1 === head.number && last.hash === head.parentHash) break
      const now = last.number === head.number ? head : await this.#source.block(last.number)
      if (now?.hash === last.hash) break
      this.#checkpoints.pop()
    }
    if (this.#checkpoints.length === before) return
    const common = this.#checkpoints.at(-1)?.number ?? -1
    this.#events = this.#events.filter((event) => event.block <= common)
    const state = emptyState()
    for (const event of this.#events) apply(state, event)
    this.#state = state
    this.#endsAskedIn = 0
  }

  async #readUpTo(head: Block): Promise<void> {
    let from = Math.max(this.#fromBlock, (this.head?.number ?? -1) + 1)
    while (from <= head.number) {
      const to = Math.min(head.number, from + this.#range - 1)
      const events = await this.#readRange(from, to)
      if (!events) continue
      for (const event of events) {
        this.#events.push(event)
        apply(this.#state, event)
      }
      const block = to === head.number ? head : await this.#source.block(to)
      if (!block) throw new Error(`block ${to} is gone: the chain was reorganised while it was read`)
      this.#checkpoints.push(block)
      if (this.#checkpoints.length > REMEMBERED) this.#checkpoints.shift()
      from = to + 1
    }
  }

  /** Nodes limit how much one call may return, each in its own words: halve the range until it fits. */
  async #readRange(from: number, to: number): Promise<MarketEvent[] | undefined> {
    try {
      const events = await this.#source.events(from, to)
      this.#range = Math.min(this.#maxRange, this.#range * 2)
      return events
    } catch (error) {
      if (to === from) throw error
      this.#range = Math.max(1, Math.floor((to - from + 1) / 2))
      return undefined
    }
  }

  async #learnEnds(): Promise<void> {
    const epoch = this.#clock.epoch()
    if (epoch === this.#endsAskedIn) return
    const ends = await this.#source.ends(this.#watched())
    for (const [id, end] of ends) {
      const provider = this.#state.providers.get(id)
      if (provider) provider.endEpoch = end
    }
    this.#endsAskedIn = epoch
  }
}
