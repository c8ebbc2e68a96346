import { formatUsdc } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { openDeals, ownDeal } from '../market/deals.ts'
import { aliasOf, findFunction } from '../market/function.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../market/open.ts'

export type CancelOptions = { deal?: number; function?: string; alias?: string }

/** `returned`: micro-USDC that came back to the escrow balance at once. */
export type CancelResult = { deal: number; returned: bigint; balance: bigint; transaction: string }

/**
 * Ends a deal with the running epoch. What was paid for later epochs comes back at once.
 * @param options `deal`; or a function, whose running deal is meant.
 * @throws CliError There is no such open deal of this account.
 */
export async function cancel(context: Context, options: CancelOptions = {}): Promise<CancelResult> {
  const market = await openMarketWithAccount(context)
  const deal = options.deal ?? (await dealOfFunction(context, market, options))
  await checkMine(market, deal)
  const { hash, event } = await context.progress.step(`Cancelling deal ${deal}`, () =>
    market.bourse.cancelDeal.andWait({ deal }),
  )
  const balance = await market.bourse.getEscrowBalance({ account: market.account.address })
  context.progress.note(`${formatUsdc(event.returned)} came back.`)
  return { deal, returned: event.returned, balance, transaction: hash }
}

async function dealOfFunction(context: Context, market: MarketWithAccount, options: CancelOptions): Promise<number> {
  const fn = await findFunction(context, market, options.function)
  const alias = aliasOf(context, options.alias)
  const deal = ownDeal(await openDeals(market, fn.id), market.account.address, alias)
  if (deal) return deal.id
  throw badInput('function', `${fn.name}@${alias}`, 'one with a running deal of this account')
}

async function checkMine({ bourse, account }: MarketWithAccount, id: number): Promise<void> {
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
}
