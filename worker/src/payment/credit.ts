import type { Address, ChainClient, FundsState, KeyState } from '../chain/client.ts'
import { Refusal } from '../errors.ts'

export interface CreditOptions {
  client: Pick<ChainClient, 'funds' | 'voucherKey'>
  /** Epochs from a notice to what it announces. */
  notice: number
  /** The running epoch. */
  epoch(): number
  /** Monotonic ms. */
  now(): number
}

/** How far vouchers of one signer, for one payer and lease, can be redeemed. */
export interface Credit {
  /** micro-USDC, cumulative, as amounts of vouchers are. */
  limit: bigint
  /** micro-USDC that were redeemed: vouchers up to there were seen by everybody. */
  redeemed: bigint
  /** A refund or a revocation is announced. */
  ending: boolean
  /** What keeps the limit low. */
  reason: 'NotFunded' | 'KeyNotGood'
}

interface Known<T> {
  state: T
  /** Epoch in which it was read. */
  epoch: number
  /** Monotonic ms. */
  at: number
}

const NO_CAP = 2n ** 64n
/** A payer whose funds do not suffice may have set more aside since they were read, if that is not just now. */
const OLD_MS = 1_000
/** Looks at the chain at once, over all payers: anybody can ask for one. */
const MOST_READS = 32

/**
 * What the chain says of payers and keys. It is read once an epoch: what was good then stays so for at least a notice
 * less that epoch, whatever the payer does (docs/vouchers.md).
 */
export class CreditBook {
  readonly #options: CreditOptions
  readonly #funds = new Map<string, Known<FundsState>>()
  readonly #keys = new Map<string, Known<KeyState>>()
  /** Looks at the chain that have no answer yet; whoever asks the same meanwhile shares it. */
  readonly #looks = new Map<string, Promise<unknown>>()

  constructor(options: CreditOptions) {
    this.#options = options
  }

  /**
   * @param fresh reads the chain although it was read in this epoch
   * @throws Refusal 503 when the chain cannot be read and what is known is too old, 429 when too many ask.
   */
  async of(payer: Address, lease: number, signer: Address, fresh = false): Promise<Credit> {
    const { client } = this.#options
    const [funds, key] = await Promise.all([
      this.#read(this.#funds, `${payer}:${lease}`, fresh, () => client.funds(payer, lease)),
      signer === payer
        ? { cap: NO_CAP, until: 0 }
        : this.#read(this.#keys, `${payer}:${signer}`, fresh, () => client.voucherKey(payer, signer)),
    ])
    const cap = this.#isLate(key.until) ? 0n : key.cap
    const funded = this.#isLate(funds.refundFrom) ? funds.redeemed : funds.funded
    const ending = funds.refundFrom !== 0 || key.until !== 0
    const limit = cap < funded ? cap : funded
    return { limit, redeemed: funds.redeemed, ending, reason: cap < funded ? 'KeyNotGood' : 'NotFunded' }
  }

  /** As `of`, after something of ours has changed what the chain says: no look that began before counts. */
  again(payer: Address, lease: number, signer: Address): Promise<Credit> {
    this.#looks.delete(`${payer}:${lease}`)
    this.#looks.delete(`${payer}:${signer}`)
    return this.of(payer, lease, signer, true)
  }

  /** Whether what is known may be worth another look. */
  isOld(payer: Address, lease: number, signer: Address): boolean {
    const before = this.#options.now() - OLD_MS
    const [funds, key] = [this.#funds.get(`${payer}:${lease}`), this.#keys.get(`${payer}:${signer}`)]
    return (funds?.at ?? before) <= before || (key !== undefined && key.at <= before)
  }

  /** Forgets a payer who is nobody's customer, so that strangers do not fill the memory. */
  forget(payer: Address, lease: number, signer: Address): void {
    this.#funds.delete(`${payer}:${lease}`)
    this.#keys.delete(`${payer}:${signer}`)
  }

  /** In the last epoch before a notice ends a redemption may come too late. */
  #isLate(from: number): boolean {
    return from !== 0 && this.#options.epoch() + 1 >= from
  }

  async #read<T>(known: Map<string, Known<T>>, key: string, fresh: boolean, read: () => Promise<T>): Promise<T> {
    const { notice } = this.#options
    const epoch = this.#options.epoch()
    const before = known.get(key)
    if (before !== undefined && before.epoch === epoch && !fresh) return before.state
    try {
      return await ((this.#looks.get(key) as Promise<T> | undefined) ?? this.#look(known, key, epoch, read))
    } catch (error) {
      if (error instanceof Refusal) throw error
      if (before !== undefined && epoch + 2 < before.epoch + notice) return before.state
      throw new Refusal('Unavailable', 503, `the payer's funds cannot be read: ${String(error)}`)
    }
  }

  #look<T>(known: Map<string, Known<T>>, key: string, epoch: number, read: () => Promise<T>): Promise<T> {
    if (this.#looks.size >= MOST_READS) throw new Refusal('Overloaded', 429, 'too many payers are being looked up')
    const isNewest = () => this.#looks.get(key) === look
    const look: Promise<T> = read()
      .then((state) => {
        if (isNewest()) known.set(key, { state, epoch, at: this.#options.now() })
        return state
      })
      .finally(() => {
        if (isNewest()) this.#looks.delete(key)
      })
    this.#looks.set(key, look)
    return look
  }
}
