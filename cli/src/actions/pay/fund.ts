import { formatUsdc } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { amountOf } from '../../market/amounts.ts'
import { depositWithPermit, planFunding } from '../../market/funds.ts'
import { type LeaseFunds, type MeteredOptions, meteredLeases } from '../../market/metered.ts'
import { openMarketWithAccount } from '../../market/open.ts'

/** `amount` for each lease, micro-USDC; `balance` is the escrow's afterwards. */
export type PayFundResult = { amount: bigint; leases: LeaseFunds[]; balance: bigint; transactions: string[] }

/**
 * Sets USDC aside for executions on metered leases; what the escrow lacks is deposited from the wallet.
 * @param options `amount` in USDC for each lease; `lease`, or `deal` or a function, whose metered leases are meant.
 * @throws CliError `InsufficientFunds`; there is no such lease, or none that is metered.
 */
export async function payFund(context: Context, options: MeteredOptions & { amount: string }): Promise<PayFundResult> {
  const amount = amountOf('amount', options.amount)
  const market = await openMarketWithAccount(context)
  const chosen = await meteredLeases(context, market, options)
  const all = amount * BigInt(chosen.length)
  const { deposit } = await planFunding(market, all, `${formatUsdc(amount)} for each of ${chosen.length} leases`)
  if (deposit > 0n) await depositWithPermit(context, market, deposit)
  const transactions: string[] = []
  for (const { lease } of chosen) {
    const send = () => market.bourse.fundLease.andWait({ lease, amount })
    const { hash } = await context.progress.step(`Setting ${formatUsdc(amount)} aside for lease ${lease}`, send)
    transactions.push(hash)
  }
  const [leases, balance] = await Promise.all([
    Promise.all(chosen.map(({ lease }) => meteredLeases(context, market, { lease }))),
    market.bourse.getEscrowBalance({ account: market.account.address }),
  ])
  return { amount, leases: leases.flat(), balance, transactions }
}
