import type { ChainTime } from '../chain/chainTime.ts'
import { CallRefusedError, type ChainClient, type Head, type TransactionClient } from '../chain/client.ts'
import type { Sender } from '../chain/sender.ts'
import { messageOf } from '../errors.ts'
import type { LeaseTable } from '../leases/leaseTable.ts'
import type { Logger } from '../log.ts'
import type { ClosedEpoch, StateStore } from '../store/stateStore.ts'
import type { Canaries } from './canaries.ts'
import type { ChainRecord } from './chainRecord.ts'
import type { EpochBook } from './epochBook.ts'
import type { EpochGate } from './epochGate.ts'

export interface CloserOptions {
  client: ChainClient
  transactions: TransactionClient
  sender: Sender
  store: StateStore
  leases: LeaseTable
  book: EpochBook
  canaries: Pick<Canaries, 'of'>
  record: Pick<ChainRecord, 'read'>
  gate: EpochGate
  time: ChainTime
  provider: number
  grace: number
  /** Epochs between claims and releases. */
  settleEvery: number
  log: Logger
}

/** Closes epochs, attests them in order, and at intervals claims earnings and releases leases that are over. */
export class EpochCloser {
  readonly #options: CloserOptions
  #settledAt = 0
  #working: Promise<void> | undefined
  #attested = 0
  #ended = false

  constructor(options: CloserOptions) {
    this.#options = options
  }

  /** Last epoch that this process saw attested; 0 for none. */
  get attested(): number {
    return this.#attested
  }

  /** Does what the head allows; a call while one is at work shares it. */
  work(head: Head): Promise<void> {
    this.#working ??= this.#work(head).finally(() => {
      this.#working = undefined
    })
    return this.#working
  }

  /** Resolves when nothing is being closed or sent. */
  async idle(): Promise<void> {
    await this.#working?.catch(() => undefined)
  }

  async #work(head: Head): Promise<void> {
    const { time } = this.#options
    const running = time.epochAt(Math.max(head.timestamp, head.pendingTimestamp))
    await this.#attestAll(running)
    await this.#settle(running)
  }

  /** From the first epoch that is undecided on chain; what came before is attested, idle or missed. */
  async #attestAll(running: number): Promise<void> {
    const { client, provider, grace, log } = this.#options
    for (;;) {
      const { nextEpoch, rate, ended } = await client.provider(provider)
      if (ended) {
        if (!this.#ended) log.error('provider.ended', { provider })
        this.#ended = true
        return
      }
      if (rate === 0n || nextEpoch >= running) return
      if (nextEpoch + grace < running) {
        log.warn('epoch.missed', { epoch: nextEpoch, running, grace })
        return
      }
      if (!(await this.#attest(nextEpoch))) return
    }
  }

  async #attest(epoch: number): Promise<boolean> {
    const { sender, transactions, log } = this.#options
    const closed = await this.#close(epoch)
    try {
      const sent = await sender.send(`attest:${epoch}`, transactions.attest(epoch, closed.root))
      if (sent !== 'success') return false
      this.#attested = epoch
      log.info('epoch.attested', { epoch, root: Buffer.from(closed.root).toString('hex'), headers: closed.headers })
      return true
    } catch (error) {
      if (!(error instanceof CallRefusedError)) throw error
      // Another attestation came first, or the chain thinks otherwise of the time: the next look decides.
      log.warn('epoch.not_attestable', { epoch, reason: error.reason })
      return false
    }
  }

  /** The epoch's root, made once and then only read: the same epoch is never attested differently. */
  async #close(epoch: number): Promise<ClosedEpoch> {
    const { store, gate, book, canaries, record, leases, log } = this.#options
    const known = store.epoch(epoch)
    if (known !== undefined) return known
    await gate.close(epoch)
    // The attestation before this one may be a moment old: its seed draws the canaries.
    await record.read()
    const owed = leases.owed(epoch)
    const drawn = await canaries.of(epoch, owed)
    const ids = owed.map((lease) => lease.id)
    const closed = book.commitment(epoch, ids, drawn)
    store.closeEpoch(closed, book.nodes)
    book.forget(epoch)
    log.info('epoch.closed', { epoch, leases: owed.length, headers: closed.headers })
    return closed
  }

  async #settle(running: number): Promise<void> {
    const { settleEvery, log } = this.#options
    if (running < this.#settledAt + settleEvery) return
    this.#settledAt = running
    try {
      await this.#release(running)
      await this.#claim()
    } catch (error) {
      log.warn('settle.failed', { reason: messageOf(error) })
    }
  }

  async #claim(): Promise<void> {
    const { client, sender, transactions, provider, log } = this.#options
    const { claimable } = await client.provider(provider)
    if (claimable === 0n) return
    const sent = await sender.send('claim', transactions.claim(provider))
    if (sent === 'success') log.info('earnings.claimed', { amount: claimable.toString() })
  }

  /** Leases that are over and whose epochs are all decided: their units go back to the offer. */
  async #release(running: number): Promise<void> {
    const { leases, grace, sender, transactions, log } = this.#options
    for (const { id, end } of leases.all()) {
      if (end + grace >= running) continue
      try {
        const sent = await sender.send(`release:${id}`, transactions.release(id))
        if (sent === 'pending') return
        log.info('lease.released', { lease: id, outcome: sent })
      } catch (error) {
        if (!(error instanceof CallRefusedError)) throw error
        log.warn('lease.not_released', { lease: id, reason: error.reason })
      }
    }
  }
}
