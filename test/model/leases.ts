// What becomes of leases: refunds, cuts, releases.

import { isDecided, missedEpochs, pricePerEpoch, record } from './epochs.ts'
import { credit } from './escrow.ts'
import { returnUnits } from './matching.ts'
import { lockPerUnit } from './offers.ts'
import { Refusal, refuseIf } from './refusal.ts'
import type { Lease, Market } from './types.ts'

export interface Due {
  missed: number
  price: bigint
  compensation: bigint
}

/** What a refund would pay now: epoch by epoch, the first B of them with compensation. */
export function dueOf(market: Market, lease: Lease): Due {
  const missed = missedEpochs(market, lease).length
  const compensated = Math.min(missed, market.rules.compensated)
  const compensation = BigInt(lease.offer.terms.compensation) * BigInt(lease.units) * BigInt(compensated)
  return {
    missed,
    price: pricePerEpoch(lease) * BigInt(missed - lease.refunded),
    compensation: compensation - lease.compensation,
  }
}

export function findLease(market: Market, id: number): Lease {
  const lease = market.deals[Math.floor(id / 256) - 1]?.leases[id % 256]
  if (!lease) throw new Refusal(['UnknownLease'])
  return lease
}

export function refund(market: Market, id: number): void {
  payDue(market, findLease(market, id))
}

function payDue(market: Market, lease: Lease): void {
  record(lease.offer.provider)
  const due = dueOf(market, lease)
  lease.refunded = due.missed
  lease.compensation += due.compensation
  lease.offer.locked -= due.compensation
  credit(market, lease.deal.owner, due.price + due.compensation)
}

export function release(market: Market, id: number): void {
  const lease = findLease(market, id)
  refuseIf({ LeaseOver: lease.released, TooEarly: !lease.released && !isDecided(market, lease) })
  payDue(market, lease)
  const perUnit = lockPerUnit(market, lease.offer.terms)
  const burnt = perUnit === 0n ? 0n : (lease.compensation + perUnit - 1n) / perUnit
  lease.released = true
  returnUnits(market, lease.offer, lease.units, lease.units - Number(burnt))
}

/** Ends a lease with the running epoch, or at once when it has not started. Says what money is free again. */
export function cut(market: Market, lease: Lease): bigint {
  const next = market.epoch + 1
  if (lease.end <= next) return 0n
  const epochs = BigInt(lease.end - next)
  if (lease.start < next) {
    lease.end = next
    return pricePerEpoch(lease) * epochs
  }
  credit(market, lease.offer.provider.owner, pricePerEpoch(lease))
  lease.void = true
  lease.released = true
  lease.end = lease.start
  returnUnits(market, lease.offer, lease.units, lease.units)
  return pricePerEpoch(lease) * (epochs - 1n)
}
