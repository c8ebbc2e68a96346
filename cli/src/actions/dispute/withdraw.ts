import { type Address, getAddress } from 'viem'
import type { Context } from '../../core/context.ts'
import { openMarketWithAccount } from '../../market/open.ts'

/** wei */
export type DisputeWithdrawal = { to: Address; amount: bigint }

/** Takes out the native coin that games which are over left to the account of the key. */
export async function disputeWithdraw(context: Context): Promise<DisputeWithdrawal> {
  const { bourse, account } = await openMarketWithAccount(context)
  const to = getAddress(account.address)
  const amount = await bourse.getBondsOwed({ account: to })
  if (amount > 0n) await context.progress.step('Withdrawing', () => bourse.withdrawBonds.andWait({ to }))
  return { to, amount }
}
