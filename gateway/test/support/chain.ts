// A chain that exists only in the test's memory.
import type { MarketEvent, MarketEventBody } from '../../src/market/events.ts'
import type { Block, MarketSource } from '../../src/market/source.ts'

/** Seconds of an epoch, and the second at which epoch 1 begins. */
export const EPOCH_LENGTH = 100
export const GENESIS = 1_000_000

type FakeBlock = Block & { readonly events: readonly MarketEvent[] }

/** Holds blocks of market events; can be reorganised, and can be down. */
export class FakeChain implements MarketSource {
  readonly blocks: FakeBlock[] = []
  /** While set, every call rejects. */
  down = false
  /** Ranges asked for, as `from-to`. */
  readonly asked: string[] = []
  /** A longer range is refused, as nodes do. */
  longestRange = Number.POSITIVE_INFINITY
  readonly ended = new Map<number, number>()
  #fork = 0

  constructor() {
    this.mine()
  }

  /** Adds a block, in the middle of `epoch` (default: as the block before). */
  mine(events: readonly MarketEventBody[] = [], epoch?: number): void {
    const number = this.blocks.length
    const parent = this.blocks.at(-1)
    const timestamp = epoch === undefined ? (parent?.timestamp ?? at(1)) : at(epoch)
    this.blocks.push({
      number,
      hash: `0x${number}-${this.#fork}`,
      parentHash: parent?.hash ?? '0x',
      timestamp,
      events: events.map((event) => ({ ...event, block: number })),
    })
  }

  /** Drops the last blocks; what is mined next has other hashes. */
  reorganise(depth: number): void {
    this.blocks.splice(this.blocks.length - depth)
    this.#fork++
  }

  async head(): Promise<Block> {
    this.#check()
    return this.blocks.at(-1) as Block
  }

  async block(number: number): Promise<Block | undefined> {
    this.#check()
    return this.blocks[number]
  }

  async events(from: number, to: number): Promise<MarketEvent[]> {
    this.#check()
    this.asked.push(`${from}-${to}`)
    if (to - from >= this.longestRange) throw new Error(`block range of more than ${this.longestRange}`)
    return this.blocks.slice(from, to + 1).flatMap((block) => block.events)
  }

  async ends(providers: readonly number[]): Promise<ReadonlyMap<number, number>> {
    this.#check()
    return new Map([...this.ended].filter(([id]) => providers.includes(id)))
  }

  #check(): void {
    if (this.down) throw new Error('connect ECONNREFUSED')
  }
}

/** The second in the middle of an epoch. */
export const at = (epoch: number): number => GENESIS + (epoch - 1) * EPOCH_LENGTH + EPOCH_LENGTH / 2
