// Everyone's free money.
import { tell } from './events.ts'
import { Refusal, refuseIf } from './refusal.ts'
import type { Address, Market } from './types.ts'

export function balanceOf(market: Market, account: Address): bigint {
  return market.balances.get(account) ?? 0n
}

export function credit(market: Market, account: Address, amount: bigint): void {
  market.balances.set(account, balanceOf(market, account) + amount)
}

export function debit(market: Market, account: Address, amount: bigint): void {
  credit(market, account, -amount)
}

export function deposit(market: Market, beneficiary: Address, amount: bigint): void {
  credit(market, beneficiary, amount)
  tell(market, 'Deposited', { account: beneficiary, amount })
}

export function withdraw(market: Market, from: Address, amount: bigint): void {
  refuseIf({ BalanceTooLow: amount > balanceOf(market, from) })
  debit(market, from, amount)
  tell(market, 'Withdrawn', { account: from, amount })
}

export function transfer(market: Market, from: Address, to: Address, amount: bigint): void {
  refuseIf({ BalanceTooLow: amount > balanceOf(market, from) })
  debit(market, from, amount)
  credit(market, to, amount)
  tell(market, 'Transferred', { from, to, amount })
}

/** A module moves the money of somebody who asked it to. */
export function take(market: Market, caller: Address, from: Address, amount: bigint): void {
  const { vouchers, requests } = market.rules.modules
  if (caller !== vouchers && caller !== requests) throw new Refusal(['NotModule'])
  transfer(market, from, caller, amount)
}
