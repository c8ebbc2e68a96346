// ESC-3: everything the contract owes to somebody.
import { earned, isPaid, pricePerEpoch } from './epochs.ts'
import type { Lease, Market } from './types.ts'

export function owedInAll(market: Market): bigint {
  return (
    sum([...market.balances.values()]) +
    sum(market.deals.map((deal) => deal.reserve)) +
    sum(market.deals.flatMap((deal) => deal.leases).map(unsettled)) +
    sum(market.offers.map((offer) => offer.locked)) +
    sum(market.providers.map((provider) => provider.stake)) +
    sum(market.providers.map((provider) => earned(market, provider) - provider.claimed))
  )
}

/** The price of a lease's epochs that were neither earned by its provider nor refunded to its deal's owner. */
export function unsettled(lease: Lease): bigint {
  let epochs = -lease.refunded
  for (let epoch = lease.start; epoch < lease.end; epoch++) if (!isPaid(lease.offer.provider, epoch)) epochs++
  return pricePerEpoch(lease) * BigInt(epochs)
}

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
