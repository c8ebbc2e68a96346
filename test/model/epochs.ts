// Epochs, one by one: who owed what, and what was attested, missed or idle.

import { credit } from './escrow.ts'
import { tell } from './events.ts'
import { Refusal, refuseIf } from './refusal.ts'
import type { Address, Lease, Market, Provider } from './types.ts'

export function leasesOf(market: Market, provider: Provider): Lease[] {
  return market.deals.flatMap((deal) => deal.leases).filter((lease) => lease.offer.provider === provider)
}

export function pricePerEpoch(lease: Lease): bigint {
  return BigInt(lease.offer.terms.price) * BigInt(lease.units)
}

/** What the provider owes (and earns) in one epoch. */
export function rateIn(market: Market, provider: Provider, epoch: number): bigint {
  return leasesOf(market, provider)
    .filter((lease) => lease.start <= epoch && epoch < lease.end)
    .reduce((sum, lease) => sum + pricePerEpoch(lease), 0n)
}

/** Decides every epoch whose time to be attested is over. Called after every change of the epoch. */
export function decideEpochs(market: Market): void {
  for (const provider of market.providers) {
    while (provider.endEpoch === null && provider.next < market.epoch - market.rules.grace) {
      if (!provider.attested.has(provider.next) && rateIn(market, provider, provider.next) > 0n) {
        miss(market, provider, provider.next)
      }
      provider.next++
    }
  }
}

function miss(market: Market, provider: Provider, epoch: number): void {
  provider.missed.add(epoch)
  provider.inARow.push(epoch)
  if (provider.inARow.length === market.rules.absence) provider.endEpoch = provider.inARow[0] ?? epoch
}

/** The first epoch that is neither attested, missed nor idle; the one after the running one when there is none. */
export function firstOwed(market: Market, provider: Provider): number {
  let epoch = provider.next
  while (epoch <= market.epoch && (provider.attested.has(epoch) || rateIn(market, provider, epoch) === 0n)) epoch++
  return epoch
}

/** Idle now: nothing is owed up to the running epoch, and nothing starts with the next. */
export function isIdle(market: Market, provider: Provider): boolean {
  return firstOwed(market, provider) > market.epoch && rateIn(market, provider, market.epoch + 1) === 0n
}

/** The epochs of a lease for which its provider is not paid, as far as that is known now. */
export function missedEpochs(market: Market, lease: Lease): number[] {
  const { provider } = lease.offer
  const missed: number[] = []
  for (let epoch = lease.start; epoch < Math.min(lease.end, market.epoch + 1); epoch++) {
    const afterEnd = provider.endEpoch !== null && epoch >= provider.endEpoch
    if (afterEnd || provider.missed.has(epoch)) missed.push(epoch)
  }
  return missed
}

/** Whether the lease is over and each of its epochs attested or missed. */
export function isDecided(market: Market, lease: Lease): boolean {
  const { provider } = lease.offer
  return market.epoch >= lease.end && (provider.endEpoch !== null || firstOwed(market, provider) >= lease.end)
}

/** Attested, and not taken back by a fatal fault. */
export function isPaid({ attested, verdict, endEpoch }: Provider, epoch: number): boolean {
  return attested.has(epoch) && (verdict === null || endEpoch === null || epoch < endEpoch)
}

/** What the provider has earned in epochs before `before`. */
export function earned(market: Market, provider: Provider, before = Number.POSITIVE_INFINITY): bigint {
  let sum = 0n
  for (const epoch of provider.attested)
    if (epoch < before && isPaid(provider, epoch)) sum += rateIn(market, provider, epoch)
  return sum
}

/** What it may take out now: epoch e matures when c > e + G + W. */
export function claimable(market: Market, provider: Provider): bigint {
  return earned(market, provider, market.epoch - market.rules.grace - market.rules.window) - provider.claimed
}

/** Writes down what is decided already. The market behaves the same without it, but for the tidiness of its book. */
export function record(provider: Provider): void {
  provider.endRecorded = provider.endEpoch !== null
}

export function sync(market: Market, id: number): void {
  const provider = market.providers[id - 1]
  if (!provider) throw new Refusal(['UnknownProvider'])
  record(provider)
}

export function attest(market: Market, from: Address, epoch: number): void {
  const provider = market.providers.find((p) => p.operator === from && p.endEpoch === null)
  if (!provider) throw new Refusal(['NotOperator', 'HasEnded'])
  const owed = firstOwed(market, provider)
  refuseIf({ NotAttestable: epoch !== owed || owed >= market.epoch })
  enterAttestation(market, provider, epoch)
}

export function enterAttestation(market: Market, provider: Provider, epoch: number): void {
  tell(market, 'Attested', { provider: provider.id, epoch })
  provider.attested.add(epoch)
  provider.inARow = []
}

export function claim(market: Market, id: number): void {
  const provider = market.providers[id - 1]
  if (!provider) throw new Refusal(['UnknownProvider'])
  const amount = claimable(market, provider)
  provider.claimed += amount
  credit(market, provider.owner, amount)
  if (amount > 0n) tell(market, 'Claimed', { provider: id, amount })
}
