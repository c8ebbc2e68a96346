// Everyone's free money.
import { refuseIf } from './refusal.ts'
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
}

export function withdraw(market: Market, from: Address, amount: bigint): void {
  refuseIf({ BalanceTooLow: amount > balanceOf(market, from) })
  debit(market, from, amount)
}
