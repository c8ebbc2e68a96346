// Money in the escrow, and how it gets there.
import { formatUsdc } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import type { MarketWithAccount } from './open.ts'

/** Seconds for which a permit is good: long enough for a slow chain, no longer. */
const PERMIT_SECONDS = 3_600n

/** What has to be deposited so that the escrow balance suffices; amounts in micro-USDC. */
export type Funding = { readonly need: bigint; readonly balance: bigint; readonly deposit: bigint }

/**
 * Says what a payment asks of the wallet. Changes nothing.
 * @param what What the money is for, in errors.
 * @throws CliError `InsufficientFunds`: escrow and wallet together do not have it.
 */
export async function planFunding(
  { bourse, account }: MarketWithAccount,
  need: bigint,
  what: string,
): Promise<Funding> {
  const of = { account: account.address }
  const [balance, wallet] = await Promise.all([bourse.getEscrowBalance(of), bourse.getTokenBalance(of)])
  const deposit = need > balance ? need - balance : 0n
  if (deposit <= wallet) return { need, balance, deposit }
  const message = `${what} needs ${formatUsdc(need)}; ${account.address} has ${formatUsdc(balance)} in the escrow and ${formatUsdc(wallet)} in its wallet`
  throw new CliError('InsufficientFunds', EXIT.funds, message, {
    field: 'balance',
    value: formatUsdc(balance + wallet),
    allowed: `at least ${formatUsdc(need)}`,
    advice: [`Send ${formatUsdc(deposit - wallet)} more to ${account.address}.`],
    data: { need, balance, wallet },
  })
}

/** Deposits USDC of the account's wallet into its escrow balance, with a permit: one transaction. */
export async function depositWithPermit(
  context: Context,
  market: MarketWithAccount,
  amount: bigint,
): Promise<`0x${string}`> {
  const { bourse, account, client, deployment } = market
  return context.progress.step(`Depositing ${formatUsdc(amount)}`, async () => {
    const { signPermit } = await import('@lambda-bourse/sdk')
    const { timestamp } = await client.getBlock()
    const deadline = timestamp + PERMIT_SECONDS
    const signature = await signPermit(client, { account, deployment, amount, deadline })
    const { hash } = await bourse.depositWithPermit.andWait({ owner: account.address, amount, deadline, signature })
    return hash
  })
}
