import type { DealView, LeaseView } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { badInput } from '../core/errors.ts'
import { depositWithPermit, planFunding } from '../market/funds.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../market/open.ts'
import { type DealOptions, findOwnDeal, runningLeases } from '../market/running.ts'

/** `instances`: how many there are to be, those not filled yet counted. */
export type ScaleOptions = DealOptions & { instances: number }

/** `before` and `after`: instances that run or are looked for. `balance`: micro-USDC in the escrow. */
export type ScaleResult = {
  deal: number
  before: number
  after: number
  unfilled: number
  balance: bigint
  transactions: string[]
}

/**
 * Changes how many instances a deal has. Fewer: first those that were not filled, then of the dearest leases; they end
 * with the running epoch. More: as many until the deal's end, at its greatest price at most.
 * @throws CliError There is no such deal of this account; `InsufficientFunds`.
 */
export async function scale(context: Context, options: ScaleOptions): Promise<ScaleResult> {
  const market = await openMarketWithAccount(context)
  const deal = await findOwnDeal(context, market, options)
  const epoch = await market.bourse.getCurrentEpoch()
  const running = runningLeases(deal, epoch)
  const before = deal.unfilled + running.reduce((sum, lease) => sum + lease.instances, 0)
  if (deal.end <= epoch + 1) throw badInput('deal', deal.id, 'one that runs longer than this epoch')
  const { instances } = options
  const transactions =
    instances > before
      ? [await more(context, market, deal, instances - before, epoch)]
      : await fewer(context, market, deal, running, before - instances)
  const [after, balance] = await Promise.all([
    market.bourse.getDeal({ deal: deal.id }),
    market.bourse.getEscrowBalance({ account: market.account.address }),
  ])
  return { deal: deal.id, before, after: instances, unfilled: after.unfilled, balance, transactions }
}

async function more(
  context: Context,
  market: MarketWithAccount,
  { id, end, plan }: DealView,
  instances: number,
  epoch: number,
): Promise<string> {
  const cost = BigInt(instances * plan.unitsEach) * BigInt(plan.maxPrice) * BigInt(end - epoch - 1)
  const { deposit } = await planFunding(market, cost, `${instances} more instances of deal ${id}`)
  if (deposit > 0n) await depositWithPermit(context, market, deposit)
  const send = () => market.bourse.scaleUp.andWait({ deal: id, instances })
  const { hash } = await context.progress.step(`Asking for ${instances} more instances`, send)
  return hash
}

async function fewer(
  context: Context,
  { bourse }: MarketWithAccount,
  deal: DealView,
  running: readonly LeaseView[],
  instances: number,
): Promise<string[]> {
  const transactions: string[] = []
  let left = instances
  const unfilled = Math.min(left, deal.unfilled)
  if (unfilled > 0) {
    const send = () => bourse.dropUnfilled.andWait({ deal: deal.id, instances: unfilled })
    const { hash } = await context.progress.step(`Looking for ${unfilled} instances less`, send)
    transactions.push(hash)
    left -= unfilled
  }
  for (const lease of [...running].sort((a, b) => b.price - a.price || b.id - a.id)) {
    if (left === 0) break
    const going = Math.min(left, lease.instances)
    const send = () => bourse.scaleDown.andWait({ lease: lease.id, instances: going })
    const { hash } = await context.progress.step(`Ending ${going} instances of lease ${lease.id}`, send)
    transactions.push(hash)
    left -= going
  }
  return transactions
}
