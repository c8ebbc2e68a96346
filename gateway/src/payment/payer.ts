import { setTimeout as sleep } from 'node:timers/promises'
import { executionPrice, type Tariff, type VoucherDomain } from '@lambda-bourse/sdk'
import type { Logger } from 'pino'
import type { Address } from 'viem'
import { z } from 'zod'
import type { VoucherSigner } from './signer.ts'
import type { SignedStore } from './store.ts'
import type { TariffSource } from './tariffs.ts'

/** What a gateway pays at most. micro-USDC. */
export type PaymentLimits = {
  perCall: bigint
  perMillionFuel: bigint
  /** Signed ahead of what verified answers cost, for one lease: for answers that are on the way or were lost. */
  ahead: bigint
}

export type PayerOptions = {
  payer: Address
  signer: VoucherSigner
  domain: VoucherDomain
  store: SignedStore
  tariffs: TariffSource
  limits: PaymentLimits
  log: Logger
}

/** A call's voucher. It ends in one of the two ways, once. */
export type Ticket = {
  /** The header `bourse-voucher`. */
  readonly header: string
  /** The answer verified: its price counts. */
  paid(fuel: bigint): void
  /** There was no answer that counts. */
  failed(): void
}

type Account = {
  lease: number
  tariff: Tariff
  /** The greatest amount that was signed. */
  signed: bigint
  /** What verified answers cost, and what was signed before this start. */
  due: bigint
  /** Counted beyond that, at the worker's word. */
  ahead: bigint
  /** What of it had not been signed before. */
  conceded: bigint
  /** Calls on the way; each resolves when its ticket ends. */
  calls: Set<Promise<void>>
  header: string | undefined
}

const refusalSchema = z.object({
  error: z.object({
    name: z.literal('PaymentRequired'),
    needed: z.string().regex(/^\d{1,20}$/),
    reason: z.string().max(40).optional(),
  }),
})

/** As long as a worker gives credit for fuel (docs/vouchers.md). */
const CREDIT_MS = 1_000

const max = (a: bigint, b: bigint) => (a > b ? a : b)

/**
 * Pays for calls of metered leases (docs/vouchers.md). What was signed is on disk before it leaves, and never exceeds
 * what verified answers cost, `perCall` for each other call, and `limits.ahead`. After a start what was signed before
 * counts as spent.
 */
export class Payer {
  readonly #options: PayerOptions
  readonly #accounts = new Map<number, Account>()
  readonly #before: Map<number, bigint>

  constructor(options: PayerOptions) {
    this.#options = options
    this.#before = options.store.all()
  }

  /** A voucher for one call; undefined for a lease that is not known to be metered. */
  async ticket(lease: number): Promise<Ticket | undefined> {
    const account = this.#accounts.get(lease)
    if (account === undefined) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    account.calls.add(promise)
    const close = () => {
      resolve()
      return account.calls.delete(promise)
    }
    try {
      const header = await this.#sign(account, committed(account))
      return {
        header,
        failed: () => void close(),
        paid: (fuel) => {
          if (close()) account.due += executionPrice(account.tariff, fuel)
        },
      }
    } catch (error) {
      close()
      throw error
    }
  }

  /**
   * A worker answered 402: whether to try again, with a voucher for what it says is needed. Its word counts as far as
   * the chain's tariff and `limits.ahead` allow, and where no answer that is on the way explains it: the ticket of the
   * refused call has ended.
   */
  async refused(lease: number, body: Uint8Array): Promise<boolean> {
    const { limits, log } = this.#options
    const refusal = refusalSchema.safeParse(parse(body))
    if (!refusal.success) return false
    const { needed, reason } = refusal.data.error
    const known = this.#accounts.get(lease)
    const account = known ?? (await this.#open(lease))
    if (account === undefined) return false
    const lacking = (own: bigint) => BigInt(needed) - max(own, account.signed)
    if (lacking(withOneMore(account)) > 0n) await arrival(account)
    const own = withOneMore(account)
    const excess = lacking(own)
    if (excess <= 0n) return known === undefined || reason === 'TooLittle'
    if (account.conceded + excess > limits.ahead) {
      log.warn({ lease, needed, own: String(own), ahead: String(account.ahead) }, 'a worker asks for more than is owed')
      return false
    }
    account.conceded += excess
    account.ahead += BigInt(needed) - own
    return true
  }

  /** Vouchers for fuel that no further call has paid for: lease and header. They are sent at leisure. */
  async rest(): Promise<{ lease: number; header: string }[]> {
    const open = [...this.#accounts.values()].filter(({ due, signed, calls }) => due > signed && calls.size === 0)
    return Promise.all(
      open.map(async (account) => ({ lease: account.lease, header: await this.#sign(account, account.due) })),
    )
  }

  close(): void {
    this.#options.store.close()
  }

  async #open(lease: number): Promise<Account | undefined> {
    const { tariffs, limits, log } = this.#options
    const tariff = await tariffs(lease)
    if (tariff === undefined) return undefined
    if (tariff.perCall > limits.perCall || tariff.perMillionFuel > limits.perMillionFuel) {
      log.warn({ lease, perCall: String(tariff.perCall) }, 'a lease costs more than this gateway pays')
      return undefined
    }
    const signed = this.#before.get(lease) ?? 0n
    const begun = { lease, tariff, signed, due: signed, ahead: 0n, conceded: 0n, header: undefined }
    const account = this.#accounts.get(lease) ?? { ...begun, calls: new Set() }
    this.#accounts.set(lease, account)
    return account
  }

  /** A voucher of at least `amount`, and never below one that was signed. */
  async #sign(account: Account, amount: bigint): Promise<string> {
    const { payer, signer, domain, store } = this.#options
    const { lease } = account
    if (account.header === undefined || amount > account.signed) {
      const signed = max(amount, account.signed)
      account.signed = signed
      const header = signer.sign({ payer, lease, amount: signed }, domain)
      account.header = header
      await store.save(lease, signed)
      return header
    }
    const { header } = account
    // It may be on its way to the disk still.
    await store.save(lease, account.signed)
    return header
  }
}

/** What is owed when every call on the way succeeds, but for its fuel. */
function committed({ due, ahead, tariff, calls }: Account): bigint {
  return due + ahead + tariff.perCall * BigInt(calls.size)
}

/** As the call will be that is tried again. */
function withOneMore(account: Account): bigint {
  return committed(account) + account.tariff.perCall
}

/** Ends with the calls that are on the way now: what one of them cost is known then. */
async function arrival({ calls }: Account): Promise<void> {
  if (calls.size > 0) await Promise.race([Promise.all(calls), sleep(CREDIT_MS, undefined, { ref: false })])
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}
