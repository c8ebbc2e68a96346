// Which deal of this account a command means, and what it still runs.
import type { DealView, LeaseView } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { openDeals, ownDeal } from './deals.ts'
import { aliasOf, findFunction } from './function.ts'
import type { MarketWithAccount } from './open.ts'

/** A deal by its id, or the running one of a function and alias. */
export type DealOptions = { deal?: number; function?: string; alias?: string }

/**
 * The deal that is meant.
 * @throws CliError There is no such open deal of this account.
 */
export async function findOwnDeal(
  context: Context,
  market: MarketWithAccount,
  options: DealOptions,
): Promise<DealView> {
  return options.deal === undefined ? dealOfFunction(context, market, options) : dealOfMine(market, options.deal)
}

/** Leases that run on in the next epoch. */
export function runningLeases({ leases }: Pick<DealView, 'leases'>, epoch: number): LeaseView[] {
  return leases.filter((lease) => lease.live && lease.end > epoch + 1)
}

/** micro-USDC that so many epochs more cost: what runs to the end at its price, what is unfilled at the plan's. */
export function costOfEpochs({ leases, end, unfilled, plan }: DealView, epochs: number): bigint {
  const last = leases.filter((lease) => lease.live && lease.end === end && lease.price <= plan.maxPrice)
  const rate = last.reduce((sum, lease) => sum + lease.instances * lease.unitsEach * lease.price, 0)
  return BigInt(rate + unfilled * plan.unitsEach * plan.maxPrice) * BigInt(epochs)
}

async function dealOfFunction(context: Context, market: MarketWithAccount, options: DealOptions): Promise<DealView> {
  const fn = await findFunction(context, market, options.function)
  const alias = aliasOf(context, options.alias)
  const deal = ownDeal(await openDeals(market, fn.id), market.account.address, alias)
  if (deal) return deal
  throw badInput('function', `${fn.name}@${alias}`, 'one with a running deal of this account')
}

async function dealOfMine({ bourse, account }: MarketWithAccount, id: number): Promise<DealView> {
  const deal = await bourse.getDeal({ deal: id })
  if (/^0x0+$/.test(deal.owner)) throw badInput('deal', id, 'the id of a deal')
  if (deal.owner.toLowerCase() !== account.address.toLowerCase()) {
    throw new CliError('NotOwner', EXIT.refused, `deal ${id} belongs to ${deal.owner}, not to ${account.address}`, {
      field: 'deal',
      value: String(id),
      allowed: 'a deal of this account',
    })
  }
  if (!deal.open) throw badInput('deal', id, 'a deal that is still open')
  return deal
}
