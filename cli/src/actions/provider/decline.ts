import type { Context } from '../../core/context.ts'
import { badInput } from '../../core/errors.ts'
import { openMarketWithAccount } from '../../market/open.ts'

/** `free`: it cost nothing; else the price of one epoch. */
export type DeclineResult = { lease: number; provider: number; free: boolean; transaction: string }

/**
 * Gives a lease up: free before its start and until the end of the epoch after a change of its alias, else for one
 * epoch's price. It is counted, and no epoch of it is missed for that.
 * @throws CliError There is no such lease, or the account neither owns nor operates its provider.
 */
export async function decline(context: Context, { lease }: { lease: number }): Promise<DeclineResult> {
  const { bourse } = await openMarketWithAccount(context)
  const { provider } = await bourse.getLease({ lease })
  if (provider === 0) throw badInput('lease', lease, 'the id of a lease: deal * 256 + index')
  const { hash, event } = await context.progress.step(`Declining lease ${lease}`, () =>
    bourse.declineLease.andWait({ lease }),
  )
  return { lease, provider: event.provider, free: event.free, transaction: hash }
}
