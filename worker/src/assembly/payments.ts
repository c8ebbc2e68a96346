import { cachedRecover, voucherDomain } from '@lambda-bourse/sdk'
import type { Sender } from '../chain/sender.ts'
import { messageOf } from '../errors.ts'
import type { LeaseTable } from '../leases/leaseTable.ts'
import { CreditBook } from '../payment/credit.ts'
import { nativeRecover } from '../payment/recover.ts'
import { Redeemer } from '../payment/redeemer.ts'
import { Till } from '../payment/till.ts'
import type { Context } from './context.ts'

/** Vouchers: who takes them, and who turns them into money. */
export interface Payments {
  till: Till
  /** Redeems what is worth it; a call while one is at work shares it. */
  redeem(): Promise<void>
}

/** Undefined where the market has no vouchers. */
export function createPayments(context: Context, leases: LeaseTable, sender: Sender): Payments | undefined {
  const { settings, parameters, provider, chain, transactions, store, time, clock, log } = context
  if (parameters.vouchers === undefined) return undefined
  const { address: vouchers, notice } = parameters.vouchers
  const domain = voucherDomain({ chainId: parameters.chainId, vouchers })
  const now = () => clock.monotonic()
  const credit = new CreditBook({ client: chain, notice, epoch: () => time.epoch, now })
  const recover = cachedRecover(64, nativeRecover())
  const lease = (id: number) => leases.get(id)
  const till = new Till({ domain, provider, credit, store: store.vouchers, recover, lease, now })
  const redeemAt = BigInt(settings.redeemAt)
  const redeemer = new Redeemer({ till, credit, sender, transactions, leases, redeemAt, log })
  let working: Promise<void> | undefined
  const redeem = () => {
    working ??= redeemer
      .work(time.epoch)
      .catch((error: unknown) => log.warn('redeem.failed', { reason: messageOf(error) }))
      .finally(() => {
        working = undefined
      })
    return working
  }
  return { till, redeem }
}
