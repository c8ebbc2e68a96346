import {
  decodeVoucherHeader,
  executionPrice,
  type Recover,
  type SignedVoucher,
  type Tariff,
  type VoucherDomain,
  voucherSigner,
} from '@lambda-bourse/sdk'
import type { Address, LeaseState } from '../chain/client.ts'
import { messageOf, Refusal } from '../errors.ts'
import { Arrears } from './arrears.ts'
import type { Credit, CreditBook } from './credit.ts'
import type { AccountRow, VoucherStore } from './voucherStore.ts'

export interface TillOptions {
  domain: VoucherDomain
  provider: number
  credit: CreditBook
  store: VoucherStore
  recover: Recover
  lease(id: number): LeaseState | undefined
  /** Monotonic ms. */
  now(): number
}

/** What a payer was signed for and owes on one lease, in memory; `row` is what goes to disk. */
export interface Account {
  row: AccountRow
  /** The header that the signer was recovered from last. */
  header: string
  /** Executions on the way. */
  running: number
  readonly arrears: Arrears
}

/** An execution that is paid for: it ends in one of the two ways. */
export interface Payment {
  /** The execution has a receipt: its price is owed. Resolves, when that and the voucher are on disk, to all that is owed. */
  settle(fuel: bigint): Promise<bigint>
  /** There is no receipt: nothing is owed. After `settle` it does nothing. */
  release(): void
}

type Reason = 'NoVoucher' | 'BadVoucher' | 'TooLittle' | Credit['reason']

interface Presented {
  signed: SignedVoucher
  signer: Address
  header: string
}

const max = (a: bigint, b: bigint) => (a > b ? a : b)
const min = (a: bigint, b: bigint) => (a < b ? a : b)

/** Takes vouchers for executions of metered leases, and refuses work beyond them (docs/vouchers.md). */
export class Till {
  readonly #options: TillOptions
  readonly #accounts = new Map<string, Account>()

  constructor(options: TillOptions) {
    this.#options = options
    for (const row of options.store.all()) {
      this.#accounts.set(keyOf(row.payer, row.lease), { row, header: '', running: 0, arrears: new Arrears() })
    }
  }

  /** Everybody who gave a voucher. */
  accounts(): Account[] {
    return [...this.#accounts.values()]
  }

  /**
   * Lets an execution in, or not.
   * @returns undefined, at once, for a lease that is not metered.
   * @throws Refusal 402 that says what is needed.
   */
  admit(lease: number, header: string | undefined): Promise<Payment> | undefined {
    const tariff = this.#options.lease(lease)?.tariff
    return tariff && this.#admit(lease, tariff, header)
  }

  async #admit(lease: number, tariff: Tariff, header: string | undefined): Promise<Payment> {
    const presented = this.#read(lease, tariff, header)
    const account = await this.#take(lease, tariff, presented, tariff.perCall)
    account.running++
    let open = true
    const close = () => {
      if (open) account.running--
      open = false
    }
    return {
      release: close,
      settle: async (fuel) => {
        close()
        const price = executionPrice(tariff, fuel)
        account.row.owed += price
        account.arrears.add(this.#options.now(), price - tariff.perCall)
        const { owed } = account.row
        await this.#save(account)
        return owed
      },
    }
  }

  /**
   * Takes a voucher without a call: for the last fuel.
   * @throws Refusal 402 when it does not cover what is owed.
   */
  async accept(header: string | undefined): Promise<{ signed: bigint; owed: bigint }> {
    const lease = header === undefined ? undefined : this.#leaseOf(header)
    const tariff = lease === undefined ? undefined : this.#options.lease(lease)?.tariff
    if (lease === undefined || tariff === undefined) {
      throw new Refusal(
        'BadRequest',
        400,
        'bourse-voucher is missing, malformed, or for no metered lease of this worker',
      )
    }
    const account = await this.#take(lease, tariff, this.#read(lease, tariff, header), 0n)
    await this.#save(account)
    return { signed: account.row.signed, owed: account.row.owed }
  }

  #leaseOf(header: string): number | undefined {
    try {
      return decodeVoucherHeader(header).voucher.lease
    } catch {
      return undefined
    }
  }

  /** Who signed what. A header that was seen last needs no recovery. */
  #read(lease: number, tariff: Tariff, header: string | undefined): Presented {
    const refuse = (reason: Reason, why: string) => this.#refusal(lease, tariff, undefined, reason, why, 0n)
    if (header === undefined) throw refuse('NoVoucher', 'this lease is metered: the header bourse-voucher is missing')
    let signed: SignedVoucher
    try {
      signed = decodeVoucherHeader(header)
    } catch (error) {
      throw refuse('BadVoucher', messageOf(error))
    }
    if (signed.voucher.lease !== lease) {
      throw refuse('BadVoucher', `the voucher is for lease ${signed.voucher.lease}, the call for ${lease}`)
    }
    const payer = signed.voucher.payer
    const account = this.#accounts.get(keyOf(payer, lease))
    if (account?.header === header) return { signed, signer: account.row.signer, header }
    const { domain, recover } = this.#options
    const signer = voucherSigner({ ...signed, domain, recover })
    if (signer === undefined) throw refuse('BadVoucher', 'the signature is none of a key: contracts register one')
    return { signed, signer, header }
  }

  /** Enters a voucher; with it `price` more than what is owed and on the way has to be covered. */
  async #take(lease: number, tariff: Tariff, presented: Presented, price: bigint): Promise<Account> {
    const { credit } = this.#options
    const { signed, signer } = presented
    const { payer, amount } = signed.voucher
    for (let fresh = false; ; fresh = true) {
      const own = await credit.of(payer, lease, signer, fresh)
      const held = await this.#held(payer, lease, fresh)
      // No await from here on: what is needed is reckoned and taken in one go.
      const known = this.#accounts.get(keyOf(payer, lease))
      const account = known ?? newAccount(presented)
      const kept = min(held, account.row.signed)
      const usable = min(amount, own.limit)
      const best = max(usable, kept)
      const needed = this.#needs(account, tariff, price, own.redeemed)
      const isEnough = best >= needed && amount > (price === 0n ? 0n : own.redeemed)
      if (isEnough || known !== undefined) this.#enter(account, presented, usable, kept)
      if (isEnough) return account
      // What was signed is enough, what the chain says is not: that may have changed.
      if (!fresh && amount >= needed && credit.isOld(payer, lease, signer)) continue
      if (known === undefined) credit.forget(payer, lease, signer)
      const reason = amount < needed ? 'TooLittle' : own.reason
      const why = `${needed} micro-USDC have to be signed for, ${best} are good`
      throw this.#refusal(lease, tariff, account, reason, why, needed)
    }
  }

  /** All that has to be signed for. A voucher that was redeemed is known to everybody, so that it lets nobody in. */
  #needs({ row, running, arrears }: Account, tariff: Tariff, price: bigint, redeemed: bigint): bigint {
    if (price === 0n) return row.owed
    const due = row.owed - arrears.at(this.#options.now()) + tariff.perCall * BigInt(running)
    return max(due + price, redeemed + 1n)
  }

  /** What the voucher that is held already is good for. */
  async #held(payer: Address, lease: number, fresh: boolean): Promise<bigint> {
    const account = this.#accounts.get(keyOf(payer, lease))
    return account === undefined ? 0n : (await this.#options.credit.of(payer, lease, account.row.signer, fresh)).limit
  }

  /** Keeps the better of two vouchers: what is good for more, or will be when the payer sets more aside. */
  #enter(account: Account, { signed, signer, header }: Presented, usable: bigint, kept: bigint): void {
    const { row } = account
    const { payer, lease, amount } = signed.voucher
    if (usable > kept || (usable === kept && amount > row.amount)) {
      Object.assign(row, { signer, amount, signature: signed.signature, signed: usable })
      account.header = header
    }
    this.#accounts.set(keyOf(payer, lease), account)
  }

  async #save(account: Account): Promise<void> {
    try {
      await this.#options.store.save({ ...account.row })
    } catch (error) {
      throw new Refusal('Unavailable', 503, `the voucher could not be stored: ${messageOf(error)}`)
    }
  }

  #refusal(
    lease: number,
    tariff: Tariff,
    account: Account | undefined,
    reason: Reason,
    why: string,
    needed: bigint,
  ): Refusal {
    const { domain, provider } = this.#options
    const { chainId, vouchers } = domain
    return new Refusal('PaymentRequired', 402, why, {
      reason,
      payTo: { chainId, vouchers, lease, provider },
      tariff: { perCall: String(tariff.perCall), perMillionFuel: String(tariff.perMillionFuel) },
      owed: String(account?.row.owed ?? 0n),
      signed: String(account?.row.signed ?? 0n),
      needed: String(max(needed, tariff.perCall)),
    })
  }
}

function newAccount({ signed, signer, header }: Presented): Account {
  const { payer, lease, amount } = signed.voucher
  return {
    row: { payer, lease, signer, amount, signature: signed.signature, signed: 0n, owed: 0n },
    header,
    running: 0,
    arrears: new Arrears(),
  }
}

function keyOf(payer: Address, lease: number): string {
  return `${payer}:${lease}`
}
