import { keccak256, parseTransaction } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { JournalEntry, StateStore } from '../store/stateStore.ts'
import type { Call, Hex, TransactionClient, TransactionPrice } from './client.ts'
import { PATIENT_BLOCKS, raisedFees } from './fees.ts'

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
  /** Least between two looks whether blocks pass a transaction over; then it is sent again with more fee. */
  bumpMs: number
}

/** How a transaction stands. */
export type Sent = 'success' | 'reverted' | 'pending'

/** How a transaction on the way was dealt with by this process; times in monotonic ms. */
interface Way {
  /** When it was last told to the node. */
  told: number
  /** When it was last looked whether it is passed over. */
  looked: number
  /** The newest block when that was first looked at. */
  since: number | undefined
}

/**
 * Sends the operator's transactions one at a time. Each is signed, written to the journal, and only then sent; after a
 * crash the same bytes are sent again. A nonce never carries two different calls: one that full blocks pass over, or that
 * the base fee outgrew, is sent with more fee. Where blocks have room, or none come, more fee would help nobody.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #account: ReturnType<typeof privateKeyToAccount>
  readonly #ways = new Map<string, Way>()
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
    const last = store.lastTransaction()
    const before = await this.settle()
    if (before === 'pending') return 'pending'
    // it was asked for again because nobody knew yet that it is mined: a deposit is not to be paid twice for that
    if (before !== undefined && last?.purpose === purpose && isSame(last, call)) return before
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
      if (this.#isSilent(entry)) await this.#broadcast(entry)
      // what comes before it holds it up
      if (entry.nonce !== last.nonce) await this.#bumped(entry)
    }
    return this.#wait(last)
  }

  /** The transaction itself, or the same call with more fee when blocks went by without it. */
  async #bumped(last: JournalEntry): Promise<JournalEntry> {
    const { client, clock, bumpMs, store, log } = this.#options
    const way = this.#wayOf(last)
    if (clock.monotonic() - way.looked < bumpMs) return last
    way.looked = clock.monotonic()
    const market = await client.fees()
    way.since ??= market.block
    if (market.block < way.since + PATIENT_BLOCKS) return last
    const { to, data, value, gas = 0n, maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parse(last)
    const fees = raisedFees({ maxFeePerGas, maxPriorityFeePerGas }, market)
    if (fees === undefined) return last
    const call: Call = { to: to as Hex, data: data as Hex, ...(value === undefined ? {} : { value }) }
    const now = await client.price(this.address, call).catch((error: unknown) => {
      // refused by now: mined it costs little, and makes room for what comes after it
      log.warn('transaction.unpriced', { purpose: last.purpose, nonce: last.nonce, reason: messageOf(error) })
      return undefined
    })
    const price = { gas: now === undefined || now.gas < gas ? gas : now.gas, ...fees }
    const entry = await this.#sign(last.purpose, last.nonce, call, price)
    store.record(entry)
    const { purpose, nonce, hash } = entry
    log.warn('transaction.bumped', { purpose, nonce, hash, replaces: last.hash, tip: `${fees.maxPriorityFeePerGas}` })
    await this.#broadcast(entry)
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
    const told = this.#ways.get(hash)?.told
    return told === undefined || this.#options.clock.monotonic() - told > this.#options.repeatMs
  }

  #wayOf({ hash }: JournalEntry): Way {
    const now = this.#options.clock.monotonic()
    const way = this.#ways.get(hash) ?? { told: now, looked: now, since: undefined }
    this.#ways.set(hash, way)
    return way
  }

  /** Errors are not the end: the transaction may be known already, or mined; the chain tells. */
  async #broadcast(entry: JournalEntry): Promise<void> {
    const { client, clock, log } = this.#options
    this.#wayOf(entry).told = clock.monotonic()
    try {
      await client.send(entry.raw as Hex)
    } catch (error) {
      log.debug('transaction.not_taken', { purpose: entry.purpose, hash: entry.hash, reason: messageOf(error) })
    }
  }

  async #wait(entry: JournalEntry): Promise<Sent> {
    const { clock, log, pollMs, waitMs } = this.#options
    const until = clock.monotonic() + waitMs
    for (let last = entry; ; last = await this.#bumped(last)) {
      const mined = await this.#minedOf(last)
      if (mined !== undefined) {
        this.#ways.clear()
        log.info('transaction.mined', { purpose: entry.purpose, ...mined })
        return mined.outcome
      }
      if (clock.monotonic() >= until || this.#stop.signal.aborted) return 'pending'
      await clock.sleep(pollMs, this.#stop.signal)
    }
  }

  /** Any of those that were sent with one nonce may be the one that was mined. */
  async #minedOf({
    purpose,
    nonce,
  }: JournalEntry): Promise<{ hash: string; outcome: 'success' | 'reverted' } | undefined> {
    const { client, store } = this.#options
    for (const { hash } of store.journal(purpose).filter((one) => one.nonce === nonce)) {
      const outcome = await client.outcome(hash as Hex)
      if (outcome !== undefined) return { hash, outcome }
    }
    return undefined
  }
}

function parse({ raw }: JournalEntry) {
  return parseTransaction(raw as Hex)
}

function isSame(entry: JournalEntry, { to, data, value = 0n }: Call): boolean {
  const sent = parse(entry)
  return sent.to?.toLowerCase() === to.toLowerCase() && sent.data === data && (sent.value ?? 0n) === value
}
