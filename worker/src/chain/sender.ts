import { keccak256, parseTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { JournalEntry, StateStore } from '../store/stateStore.ts'
import type { Call, Hex, TransactionClient, TransactionPrice } from './client.ts'

export interface SenderOptions {
  client: TransactionClient
  store: StateStore
  key: Uint8Array
  chainId: number
  clock: Clock
  log: Logger
  /** Between looks at a transaction that was sent. */
  pollMs: number
  /** Longest to wait for one before the caller goes on; it is looked at again later. */
  waitMs: number
  /** A transaction on the way is told to the node again after so long: it may have lost it. */
  repeatMs: number
  /** A transaction that was not mined for so long is sent again with more fee. */
  bumpMs: number
}

/** How a transaction stands. */
export type Sent = 'success' | 'reverted' | 'pending'

/**
 * Sends the operator's transactions one at a time. Each is signed, written to the journal, and only then sent; after a
 * crash the same bytes are sent again. A nonce never carries two different calls: a stuck one is sent with more fee.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #account: ReturnType<typeof privateKeyToAccount>
  /** When a transaction on the way was first and last sent by this process, in monotonic ms. */
  readonly #sent = new Map<string, { first: number; last: number }>()
  readonly #stop = new AbortController()
  /** Ends when the last call that was asked for has been dealt with: two at once would take one nonce. */
  #turn: Promise<void> = Promise.resolve()

  constructor(options: SenderOptions) {
    this.#options = options
    this.#account = privateKeyToAccount(`0x${Buffer.from(options.key).toString('hex')}`)
  }

  /** Waits for nothing any more: what is on the way is looked at after the next start. */
  stop(): void {
    this.#stop.abort()
  }

  get address(): Hex {
    return this.#account.address
  }

  /**
   * Sends a call, or sends again what was journalled for the same purpose and is still on the way.
   * @throws CallRefusedError when the contract would refuse it; then nothing is journalled.
   */
  send(purpose: string, call: Call): Promise<Sent> {
    const turn = this.#turn.then(() => this.#send(purpose, call))
    this.#turn = turn.then(
      () => undefined,
      () => undefined,
    )
    return turn
  }

  async #send(purpose: string, call: Call): Promise<Sent> {
    const { client, store, log } = this.#options
    const before = await this.settle()
    if (before === 'pending') return 'pending'
    const price = await client.price(this.address, call)
    const nonce = await client.transactionCount(this.address)
    const entry = await this.#sign(purpose, nonce, call, price)
    store.record(entry)
    log.info('transaction.sent', { purpose, hash: entry.hash, nonce })
    await this.#broadcast(entry)
    return this.#wait(entry)
  }

  /**
   * Brings the last journalled transaction to its end.
   * @returns undefined when none is on the way.
   */
  async settle(): Promise<Sent | undefined> {
    const { client, store } = this.#options
    const last = store.lastTransaction()
    if (last === undefined) return undefined
    const nonce = await client.transactionCount(this.address)
    if (nonce > last.nonce) return undefined
    // The node may have lost them, or a reorganisation may have undone them: the same bytes can only be mined once.
    for (const entry of store.transactionsFrom(nonce)) {
      const current = entry.nonce === last.nonce ? await this.#bumped(entry) : entry
      if (this.#isSilent(current)) await this.#broadcast(current)
    }
    return this.#wait(store.lastTransaction() as JournalEntry)
  }

  /** The last transaction itself, or the same call with more fee when it has been stuck for long. */
  async #bumped(last: JournalEntry): Promise<JournalEntry> {
    const { client, clock, bumpMs, store, log } = this.#options
    const first = this.#sent.get(last.hash)?.first ?? clock.monotonic()
    if (clock.monotonic() - first < bumpMs) return last
    const { to, data, value, gas, maxFeePerGas, maxPriorityFeePerGas } = parseTransaction(last.raw as Hex)
    const call: Call = { to: to as Hex, data: data as Hex, ...(value === undefined ? {} : { value }) }
    const now = await client.price(this.address, call).catch((error: unknown) => {
      // a node that cannot price the call is no reason to stay stuck: a quarter more than last time it is
      log.warn('transaction.unpriced', { purpose: last.purpose, nonce: last.nonce, reason: messageOf(error) })
      return undefined
    })
    const more = (value: bigint | undefined, floor: bigint | undefined) => {
      const raised = ((value ?? 0n) * 5n) / 4n + 1n
      return raised > (floor ?? 0n) ? raised : (floor as bigint)
    }
    const price: TransactionPrice = {
      gas: gas as bigint,
      maxFeePerGas: more(maxFeePerGas, now?.maxFeePerGas),
      maxPriorityFeePerGas: more(maxPriorityFeePerGas, now?.maxPriorityFeePerGas),
    }
    const entry = await this.#sign(last.purpose, last.nonce, call, price)
    store.record(entry)
    log.warn('transaction.bumped', { purpose: last.purpose, nonce: last.nonce, hash: entry.hash })
    return entry
  }

  async #sign(
    purpose: string,
    nonce: number,
    { to, data, value = 0n }: Call,
    price: TransactionPrice,
  ): Promise<JournalEntry> {
    const { chainId } = this.#options
    const raw = await this.#account.signTransaction({ to, data, value, ...price, nonce, chainId, type: 'eip1559' })
    return { purpose, nonce, hash: keccak256(raw), raw }
  }

  /** True when the node was not told of a transaction for a while, or never by this process. */
  #isSilent({ hash }: JournalEntry): boolean {
    const last = this.#sent.get(hash)?.last
    return last === undefined || this.#options.clock.monotonic() - last > this.#options.repeatMs
  }

  /** Errors are not the end: the transaction may be known already, or mined; the chain tells. */
  async #broadcast(entry: JournalEntry): Promise<void> {
    const { client, clock, log } = this.#options
    const last = clock.monotonic()
    this.#sent.set(entry.hash, { first: this.#sent.get(entry.hash)?.first ?? last, last })
    try {
      await client.send(entry.raw as Hex)
    } catch (error) {
      log.debug('transaction.not_taken', { purpose: entry.purpose, hash: entry.hash, reason: messageOf(error) })
    }
  }

  async #wait(entry: JournalEntry): Promise<Sent> {
    const { client, clock, log, pollMs, waitMs } = this.#options
    const until = clock.monotonic() + waitMs
    for (;;) {
      const outcome = await client.outcome(entry.hash as Hex)
      if (outcome !== undefined) {
        this.#sent.clear()
        log.info('transaction.mined', { purpose: entry.purpose, hash: entry.hash, outcome })
        return outcome
      }
      if (clock.monotonic() >= until || this.#stop.signal.aborted) return 'pending'
      await clock.sleep(pollMs, this.#stop.signal)
    }
  }
}
