import { formatUsdc } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { openMarketWithAccount } from '../market/open.ts'
import { type DealOptions, findOwnDeal } from '../market/running.ts'

export type CancelOptions = DealOptions

/** `returned`: micro-USDC that came back to the escrow balance at once. */
export type CancelResult = { deal: number; returned: bigint; balance: bigint; transaction: string }

/**
 * Ends a deal with the running epoch. What was paid for later epochs comes back at once.
 * @param options `deal`; or a function, whose running deal is meant.
 * @throws CliError There is no such open deal of this account.
 */
export async function cancel(context: Context, options: CancelOptions = {}): Promise<CancelResult> {
  const market = await openMarketWithAccount(context)
  const { id: deal } = await findOwnDeal(context, market, options)
  const { hash, event } = await context.progress.step(`Cancelling deal ${deal}`, () =>
    market.bourse.cancelDeal.andWait({ deal }),
  )
  const balance = await market.bourse.getEscrowBalance({ account: market.account.address })
  context.progress.note(`${formatUsdc(event.returned)} came back.`)
  return { deal, returned: event.returned, balance, transaction: hash }
}
