import { durationToEpochs, formatUsdc, parseDuration } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { depositWithPermit, planFunding } from '../market/funds.ts'
import { openMarketWithAccount } from '../market/open.ts'
import { costOfEpochs, type DealOptions, findOwnDeal } from '../market/running.ts'

/** `duration`: how much longer, such as `7d` or `24 epochs`. */
export type ExtendOptions = DealOptions & { duration: string }

/** Amounts in micro-USDC. `left`: leases that end as they would have, because their offer or provider goes no further. */
export type ExtendResult = {
  deal: number
  epochs: number
  end: number
  extended: number
  left: number
  paid: bigint
  balance: bigint
  transaction: string
}

/**
 * Extends a deal from its end. The escrow pays; what it lacks comes from the wallet.
 * @throws CliError There is no such deal of this account; `InsufficientFunds`.
 */
export async function extend(context: Context, options: ExtendOptions): Promise<ExtendResult> {
  const market = await openMarketWithAccount(context)
  const { bourse, account, deployment } = market
  const epochs = durationToEpochs(parseDuration(options.duration), deployment.config.epochLength)
  const deal = await findOwnDeal(context, market, options)
  const { deposit } = await planFunding(market, costOfEpochs(deal, epochs), `extending deal ${deal.id}`)
  if (deposit > 0n) await depositWithPermit(context, market, deposit)
  const before = await bourse.getEscrowBalance({ account: account.address })
  const { hash, event } = await context.progress.step(`Extending deal ${deal.id} by ${epochs} epochs`, () =>
    bourse.extendDeal.andWait({ deal: deal.id, epochs }),
  )
  const [balance, after] = await Promise.all([
    bourse.getEscrowBalance({ account: account.address }),
    bourse.getDeal({ deal: deal.id }),
  ])
  const extended = after.leases.filter((lease) => lease.end === event.end).length
  const left = deal.leases.filter((lease) => lease.end === deal.end).length - extended
  if (left > 0) context.progress.warn(`${left} leases end as before: their offers or providers go no further.`)
  context.progress.note(`${formatUsdc(before - balance)} paid.`)
  return { deal: deal.id, epochs, end: event.end, extended, left, paid: before - balance, balance, transaction: hash }
}
