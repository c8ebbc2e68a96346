import { isAddress } from 'viem'
import type { Context } from '../core/context.ts'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { amountOf } from '../market/amounts.ts'
import { depositWithPermit } from '../market/funds.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../market/open.ts'

/** Amounts in micro-USDC; `balance` is the escrow's after the transaction. */
export type MoneyResult = { account: string; amount: bigint; balance: bigint; wallet: bigint; transaction: string }

/**
 * Deposits USDC of the wallet into the account's escrow balance.
 * @param options `amount` in USDC, such as `12.5`.
 * @throws CliError `InsufficientFunds`
 */
export async function fund(context: Context, options: { amount: string }): Promise<MoneyResult> {
  const amount = amountOf('amount', options.amount)
  const market = await openMarketWithAccount(context)
  const { address } = market.account
  const wallet = await market.bourse.getTokenBalance({ account: address })
  if (wallet < amount) throw insufficient(address, 'wallet', wallet, amount)
  const transaction = await depositWithPermit(context, market, amount)
  return { account: address, amount, ...(await balances(market)), transaction }
}

/**
 * Takes USDC out of the account's escrow balance.
 * @param options `amount` in USDC, or `all`; `to` is the account itself by default.
 * @throws CliError `InsufficientFunds`
 */
export async function withdraw(context: Context, options: { amount: string; to?: string }): Promise<MoneyResult> {
  const asked = options.amount === 'all' ? undefined : amountOf('amount', options.amount)
  const { to } = options
  if (to !== undefined && !isAddress(to)) throw badInput('to', to, 'an address')
  const market = await openMarketWithAccount(context)
  const { address } = market.account
  const balance = await market.bourse.getEscrowBalance({ account: address })
  const amount = asked ?? balance
  if (amount > balance || amount === 0n) throw insufficient(address, 'escrow', balance, amount || 1n)
  const send = () => market.bourse.withdraw.andWait({ to: (to as `0x${string}` | undefined) ?? address, amount })
  const { hash } = await context.progress.step('Withdrawing', send)
  return { account: address, amount, ...(await balances(market)), transaction: hash }
}

async function balances({ bourse, account }: MarketWithAccount) {
  const of = { account: account.address }
  const [balance, wallet] = await Promise.all([bourse.getEscrowBalance(of), bourse.getTokenBalance(of)])
  return { balance, wallet }
}

function insufficient(account: string, where: 'wallet' | 'escrow', has: bigint, needs: bigint): CliError {
  const shown = (micro: bigint) => `${Number(micro) / 1e6} USDC`
  return new CliError(
    'InsufficientFunds',
    EXIT.funds,
    `${account} has ${shown(has)} in its ${where}; asked for ${shown(needs)}`,
    {
      field: 'amount',
      value: shown(needs),
      allowed: `at most ${shown(has)}`,
      data: { has, needs },
    },
  )
}
