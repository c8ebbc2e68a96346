import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { AliasBook } from '../leases/aliasBook.ts'
import type { LeaseTable } from '../leases/leaseTable.ts'
import type { Logger } from '../log.ts'
import type { Cursor, StateStore } from '../store/stateStore.ts'
import type { ChainTime } from './chainTime.ts'
import type { ChainClient, ChainEvent, Head, MarketParameters } from './client.ts'

export interface WatcherOptions {
  client: ChainClient
  store: StateStore
  leases: LeaseTable
  aliases: AliasBook
  time: ChainTime
  parameters: MarketParameters
  provider: number
  clock: Clock
  log: Logger
  pollMs: number
  /** Blocks that are read again at each poll, because they may still be exchanged. */
  depth: number
  /** Most blocks of one request for events. */
  span: number
  /** Called after each poll that worked. */
  onPolled(head: Head): Promise<void>
}

const LONGEST_BACKOFF_MS = 30_000

/**
 * Follows the chain. Events only say what to read again; what is so is always read from the views, at the head. Events
 * that come twice, late or out of order therefore change nothing, and a reorganisation only makes it read more.
 */
export class Watcher {
  readonly #options: WatcherOptions
  /** Events of the last blocks that were acted on, so that reading a block again is cheap. */
  readonly #seen = new Map<string, number>()
  readonly #stop = new AbortController()
  #cursor: Cursor | undefined
  #failures = 0
  #polled = 0
  #polling: Promise<void> | undefined
  #running: Promise<void> | undefined

  constructor(options: WatcherOptions) {
    this.#options = options
    this.#cursor = options.store.cursor
  }

  /** Block that was read last; 0 before the first poll. */
  get block(): number {
    return this.#cursor?.block ?? 0
  }

  /** Polls that worked since the start. */
  get polled(): number {
    return this.#polled
  }

  /** True while the last poll worked. */
  get connected(): boolean {
    return this.#polled > 0 && this.#failures === 0
  }

  /** Reads everything once; throws when the chain cannot be read. Call it before `start`. */
  async sync(): Promise<void> {
    await this.#refresh(this.#options.store.leases())
    await this.poll()
  }

  start(): void {
    this.#running ??= this.#loop()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  /** One round; concurrent calls share it. */
  poll(): Promise<void> {
    this.#polling ??= this.#round().finally(() => {
      this.#polling = undefined
    })
    return this.#polling
  }

  async #loop(): Promise<void> {
    const { clock, log, pollMs } = this.#options
    while (!this.#stop.signal.aborted) {
      await clock.sleep(this.#delay(pollMs), this.#stop.signal)
      if (this.#stop.signal.aborted) return
      try {
        await this.poll()
        if (this.#failures > 0) log.info('chain.back', { failures: this.#failures, block: this.block })
        this.#failures = 0
      } catch (error) {
        this.#failures++
        log.warn('chain.unreachable', { failures: this.#failures, reason: messageOf(error) })
      }
    }
  }

  #delay(pollMs: number): number {
    return Math.min(pollMs * 2 ** Math.min(this.#failures, 10), Math.max(pollMs, LONGEST_BACKOFF_MS))
  }

  async #round(): Promise<void> {
    const { client, store, leases, aliases, time, onPolled } = this.#options
    const head = await client.head()
    const { from, reorganised } = await this.#start(head)
    const events = await this.#read(from, head.number)
    const dirty = new Set(reorganised ? leases.known() : [])
    for (const event of events) if (event.kind === 'lease') dirty.add(event.lease)
    const { gone } = await this.#refresh(dirty)
    for (const event of events) if (event.kind === 'alias') aliases.forget(event.functionId, event.aliasName)
    if (reorganised) aliases.forgetAll()
    time.observe(head)
    this.#cursor = { block: head.number, hash: head.hash }
    store.saveProgress(this.#cursor, leases.known(), gone)
    for (const event of events) this.#seen.set(event.id, event.block)
    this.#forgetEvents(head.number)
    this.#polled++
    await onPolled(head)
  }

  /** Where to read from: behind the cursor by the safety depth, and further when the cursor's block is gone. */
  async #start(head: Head): Promise<{ from: number; reorganised: boolean }> {
    const { client, parameters, depth, log } = this.#options
    const first = parameters.deployBlock
    const cursor = this.#cursor
    if (cursor === undefined) return { from: first, reorganised: false }
    const hash = cursor.block > head.number ? undefined : await client.blockHash(cursor.block)
    if (hash === cursor.hash) return { from: Math.max(first, cursor.block + 1 - depth), reorganised: false }
    log.warn('chain.reorganised', { block: cursor.block, expected: cursor.hash, found: hash ?? 'nothing' })
    // How deep it goes is unknown: everything known is read again, and events from well before.
    this.#seen.clear()
    return { from: Math.max(first, Math.min(cursor.block, head.number) + 1 - 8 * depth), reorganised: true }
  }

  async #read(from: number, to: number): Promise<ChainEvent[]> {
    const { client, provider, span, leases } = this.#options
    const events: ChainEvent[] = []
    for (let first = from; first <= to; first += span) {
      const interest = { provider, functions: leases.functions() }
      const found = await client.events(first, Math.min(to, first + span - 1), interest)
      for (const event of found) if (!this.#seen.has(event.id)) events.push(event)
    }
    // Other providers' leases are none of ours, unless an event that names no provider is about a lease we know.
    const ours = new Set(leases.known())
    return events.filter((event) => {
      if (event.kind !== 'lease') return true
      const isOurs = event.provider === provider || ours.has(event.lease) || ours.has(event.partOf ?? 0)
      if (isOurs) ours.add(event.lease)
      return isOurs
    })
  }

  async #refresh(ids: Iterable<number>): Promise<{ gone: number[] }> {
    const { client, leases, provider } = this.#options
    const gone: number[] = []
    for (const id of ids) {
      const state = await client.lease(id)
      if (state !== undefined && state.provider === provider && !state.released) leases.set(state)
      else {
        leases.delete(id)
        gone.push(id)
      }
    }
    return { gone }
  }

  #forgetEvents(head: number): void {
    const oldest = head - 8 * this.#options.depth
    for (const [id, block] of this.#seen) if (block < oldest) this.#seen.delete(id)
  }
}
