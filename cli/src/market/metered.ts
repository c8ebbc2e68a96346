// Leases that are paid per execution, and what an account set aside for them.
import { featureMask, type Tariff } from '@lambda-bourse/sdk'
import type { Address } from 'viem'
import type { Context } from '../core/context.ts'
import { badInput } from '../core/errors.ts'
import type { MarketWithAccount } from './open.ts'
import { type DealOptions, findOwnDeal } from './running.ts'

/** One lease, or all metered ones of a deal. */
export type MeteredOptions = DealOptions & { lease?: number }

/** Amounts in micro-USDC; `left` is what is set aside and not paid yet. */
export type LeaseFunds = Tariff & {
  lease: number
  provider: number
  funded: bigint
  redeemed: bigint
  left: bigint
  /** Epoch from which a notice lets the rest be taken back; 0 without a notice. */
  refundFrom: number
}

/**
 * The metered leases that are meant: the one of `lease`, also when it is over; else the live ones of the deal.
 * @throws CliError There are none.
 */
export async function meteredLeases(
  context: Context,
  market: MarketWithAccount,
  options: MeteredOptions,
): Promise<LeaseFunds[]> {
  const { lease } = options
  if (lease !== undefined) {
    const found = await fundsOf(market, lease)
    if (found) return [found]
    throw badInput('lease', lease, 'a lease of an offer with a tariff, whose deal asks for the feature metered')
  }
  const deal = await findOwnDeal(context, market, options)
  const live = deal.leases.filter((one) => one.live)
  const found = (await Promise.all(live.map(({ id }) => fundsOf(market, id)))).filter((one) => one !== undefined)
  if (found.length > 0) return found
  throw badInput('deal', deal.id, 'a deal with a live lease that is metered')
}

async function fundsOf({ bourse, account }: MarketWithAccount, lease: number): Promise<LeaseFunds | undefined> {
  const [{ offer, provider }, deal] = await Promise.all([
    bourse.getLease({ lease }),
    bourse.getDeal({ deal: Math.floor(lease / 256) }),
  ])
  if (provider === 0 || (deal.plan.features & featureMask(['metered'])) === 0) return undefined
  const payer: Address = account.address
  const [tariff, funds] = await Promise.all([bourse.getTariff({ offer }), bourse.getFunds({ payer, lease })])
  if (!tariff.metered) return undefined
  const { perCall, perMillionFuel } = tariff
  const { funded, redeemed, refundFrom } = funds
  return { lease, provider, perCall, perMillionFuel, funded, redeemed, left: funded - redeemed, refundFrom }
}
