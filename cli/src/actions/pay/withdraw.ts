import type { Context } from '../../core/context.ts'
import { type LeaseFunds, type MeteredOptions, meteredLeases } from '../../market/metered.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../../market/open.ts'

/** What became of the funds of a lease: notice was given, it still runs, they came back, or there are none. */
export type Withdrawal = {
  lease: number
  state: 'noticed' | 'waiting' | 'returned' | 'empty'
  /** Epoch from which they can be taken back; 0 for none. */
  from: number
  /** micro-USDC that came back. */
  returned: bigint
}

export type PayWithdrawResult = { epoch: number; leases: Withdrawal[]; balance: bigint; transactions: string[] }

/**
 * Takes back what is left of funds for metered leases: gives notice first, returns them when it has passed. Until then
 * workers redeem what they were signed.
 * @param options `lease`; or `deal` or a function, whose metered leases are meant.
 * @throws CliError There is no such lease or deal, or none that is metered.
 */
export async function payWithdraw(context: Context, options: MeteredOptions = {}): Promise<PayWithdrawResult> {
  const market = await openMarketWithAccount(context)
  const chosen = await meteredLeases(context, market, options)
  const epoch = await market.bourse.getCurrentEpoch()
  const leases: Withdrawal[] = []
  const transactions: string[] = []
  for (const funds of chosen) {
    const { transaction, ...withdrawal } = await withdrawOne(context, market, funds, epoch)
    leases.push(withdrawal)
    if (transaction !== undefined) transactions.push(transaction)
  }
  const balance = await market.bourse.getEscrowBalance({ account: market.account.address })
  return { epoch, leases, balance, transactions }
}

async function withdrawOne(
  context: Context,
  { bourse }: MarketWithAccount,
  { lease, left, refundFrom }: LeaseFunds,
  epoch: number,
): Promise<Withdrawal & { transaction?: string }> {
  if (left === 0n) return { lease, state: 'empty', from: 0, returned: 0n }
  if (refundFrom === 0) {
    const send = () => bourse.requestFundsRefund.andWait({ lease })
    const { hash, event } = await context.progress.step(`Giving notice for lease ${lease}`, send)
    return { lease, state: 'noticed', from: event?.from ?? 0, returned: 0n, transaction: hash }
  }
  if (epoch < refundFrom) return { lease, state: 'waiting', from: refundFrom, returned: 0n }
  const send = () => bourse.refundFunds.andWait({ lease })
  const { hash, event } = await context.progress.step(`Taking back the funds of lease ${lease}`, send)
  return { lease, state: 'returned', from: refundFrom, returned: event?.amount ?? 0n, transaction: hash }
}
