// The life of a provider: register, resume, retire, and its base stake.
import { balanceOf, credit, debit } from './escrow.ts'
import { isIdle } from './epochs.ts'
import { refuseIf } from './refusal.ts'
import type { Address, Market, Provider } from './types.ts'

export function register(market: Market, from: Address, operator: Address): void {
  const { baseStake } = market.rules
  refuseIf({
    Provider_Exists: livingOf(market, from) !== undefined,
    Provider_OperatorTaken: operatorTaken(market, from, operator),
    Escrow_Insufficient: balanceOf(market, from) < baseStake,
  })
  debit(market, from, baseStake)
  market.providers.push({
    id: market.providers.length + 1,
    owner: from,
    operator,
    firstEpoch: market.epoch,
    next: market.epoch,
    attested: new Set(),
    missed: new Set(),
    inARow: [],
    endEpoch: null,
    stake: baseStake,
    claimed: 0n,
  })
}

export function setOperator(market: Market, from: Address, operator: Address): void {
  const provider = requireLiving(market, from)
  refuseIf({ Provider_OperatorTaken: operatorTaken(market, from, operator) })
  provider.operator = operator
}

export function resume(market: Market, from: Address): void {
  const provider = requireLiving(market, from)
  refuseIf({ Provider_NotIdle: !isIdle(market, provider) })
  provider.inARow = []
}

export function retire(market: Market, from: Address): void {
  const provider = requireLiving(market, from)
  refuseIf({ Provider_NotIdle: !isIdle(market, provider) })
  provider.endEpoch = market.epoch
}

export function withdrawStake(market: Market, id: number): void {
  const provider = market.providers[id - 1]
  if (!provider) return refuseIf({ Provider_Unknown: true })
  const { endEpoch } = provider
  refuseIf({
    Provider_StakeLocked: endEpoch === null || market.epoch < endEpoch + notice(market),
    Provider_NoStake: provider.stake === 0n,
  })
  credit(market, provider.owner, provider.stake)
  provider.stake = 0n
}

/** NOTICE: how long stakes stay locked after their last use. */
export function notice(market: Market): number {
  const { window, grace, game } = market.rules
  return window + grace + game
}

/** The account's provider that has not ended. */
export function livingOf(market: Market, owner: Address): Provider | undefined {
  return market.providers.find((p) => p.owner === owner && p.endEpoch === null)
}

export function requireLiving(market: Market, owner: Address): Provider {
  const provider = livingOf(market, owner)
  refuseIf({ Provider_Unknown: provider === undefined })
  return provider as Provider
}

function operatorTaken(market: Market, owner: Address, operator: Address): boolean {
  return market.providers.some((p) => p.operator === operator && p.owner !== owner)
}
