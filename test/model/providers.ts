// The life of a provider: register, resume, retire, and its base stake.

import { isIdle, record } from './epochs.ts'
import { balanceOf, credit, debit } from './escrow.ts'
import { tell } from './events.ts'
import { isHeld } from './governance.ts'
import { Refusal, refuseIf } from './refusal.ts'
import { type Address, type Market, NOBODY, type Provider } from './types.ts'

export function register(market: Market, from: Address, operator: Address, endpoint = ''): void {
  const { baseStake } = market.rules
  refuseIf({
    AlreadyRegistered: livingOf(market, from) !== undefined,
    OperatorTaken: isTaken(market, from, operator),
    BalanceTooLow: balanceOf(market, from) < baseStake,
  })
  debit(market, from, baseStake)
  recordHolders(market, from, operator)
  const id = market.providers.length + 1
  tell(market, 'ProviderRegistered', { provider: id, owner: from, endpoint })
  tell(market, 'OperatorSet', { provider: id, operator, fromEpoch: market.epoch })
  market.providers.push({
    id,
    owner: from,
    operator,
    keys: [{ operator, from: market.epoch }],
    endpoint,
    firstEpoch: market.epoch,
    next: market.epoch,
    attested: new Set(),
    missed: new Set(),
    inARow: [],
    endEpoch: null,
    endRecorded: false,
    verdict: null,
    declined: 0,
    stake: baseStake,
    claimed: 0n,
  })
}

export function setOperator(market: Market, from: Address, operator: Address): void {
  const provider = requireLiving(market, from)
  refuseIf({ OperatorTaken: isTaken(market, from, operator) })
  recordHolders(market, from, operator)
  provider.operator = operator
  provider.keys.push({ operator, from: market.epoch + 1 })
  tell(market, 'OperatorSet', { provider: provider.id, operator, fromEpoch: market.epoch + 1 })
}

/** A length byte says how long it is. */
export function setEndpoint(market: Market, from: Address, endpoint: string): void {
  const provider = requireLiving(market, from)
  refuseIf({ OutOfRange: endpoint.length > 255 })
  provider.endpoint = endpoint
  tell(market, 'EndpointSet', { provider: provider.id, endpoint })
}

/** Who signs in an epoch: the newest key that began by then. */
export function operatorAt({ keys }: Provider, epoch: number): Address {
  return keys.findLast(({ from }) => from <= epoch)?.operator ?? NOBODY
}

export function resume(market: Market, from: Address): void {
  const provider = requireLiving(market, from)
  refuseIf({ NotIdle: !isIdle(market, provider) })
  provider.inARow = []
  tell(market, 'ProviderResumed', { provider: provider.id })
}

export function retire(market: Market, from: Address): void {
  const provider = requireLiving(market, from)
  refuseIf({ NotIdle: !isIdle(market, provider) })
  provider.endEpoch = market.epoch
  record(provider)
}

export function withdrawStake(market: Market, from: Address, id: number): void {
  const provider = market.providers[id - 1]
  if (provider?.owner !== from) throw new Refusal(['NotOwner'])
  const { endEpoch } = provider
  if (endEpoch === null) throw new Refusal(['NotEnded'])
  refuseIf({ TooEarly: market.epoch < endEpoch + notice(market), CaseOpen: isHeld(market, id) })
  record(provider)
  credit(market, provider.owner, provider.stake)
  tell(market, 'StakeWithdrawn', { provider: id, amount: provider.stake })
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
  if (provider) return provider
  throw new Refusal([market.providers.some((p) => p.owner === owner) ? 'HasEnded' : 'NotOwner'])
}

/** Whether another account's living provider has that key. */
function isTaken(market: Market, owner: Address, operator: Address): boolean {
  return market.providers.some((p) => p.operator === operator && p.owner !== owner && p.endEpoch === null)
}

/** Whoever has or had that account or key has ended: that is looked up, and so written down. */
function recordHolders(market: Market, owner: Address, operator: Address): void {
  for (const provider of market.providers) {
    if (provider.owner === owner || provider.operator === operator) record(provider)
  }
}

/** Base stake times epochs since the first. */
export function reputation(market: Market, { stake, firstEpoch }: Provider): bigint {
  return stake * BigInt(market.epoch - firstEpoch)
}
