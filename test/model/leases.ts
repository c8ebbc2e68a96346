// What becomes of leases: refunds, cuts, releases.

import { isDecided, missedEpochs, pricePerEpoch, record } from './epochs.ts'
import { credit } from './escrow.ts'
import { tell } from './events.ts'
import { isLeaseHeld } from './governance.ts'
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
  return {
    missed,
    price: pricePerEpoch(lease) * BigInt(missed - lease.refunded),
    compensation: compensationDue(market, lease, missed),
  }
}

/** After a fatal fault, once: all that is left of the lock for what ran on then, what was missed before for the rest. */
function compensationDue(market: Market, lease: Lease, missed: number): bigint {
  if (lease.faulted) return 0n
  const { provider } = lease.offer
  if (provider.verdict === null) return compensationFor(market, lease, missed) - lease.compensation
  if (lease.liveAtVerdict) return lockOf(market, lease) - drawn(lease)
  const before = missedEpochs(market, lease).filter((e) => provider.missed.has(e) && e < (provider.endEpoch ?? 0))
  return compensationFor(market, lease, Math.max(before.length, lease.refunded)) - lease.compensation
}

function compensationFor(market: Market, lease: Lease, missed: number): bigint {
  const epochs = Math.min(missed, market.rules.compensated)
  return BigInt(lease.offer.terms.compensation) * BigInt(lease.units) * BigInt(epochs)
}

/** What a lease's units lock, and what it took of that. */
function lockOf(market: Market, lease: Lease): bigint {
  return BigInt(lease.units) * lockPerUnit(market, lease.offer.terms)
}

function drawn(lease: Lease): bigint {
  return lease.compensation + pricePerEpoch(lease) * BigInt(lease.paidBack)
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
  const missed = due.missed - lease.refunded
  const { price, compensation } = due
  lease.refunded = due.missed
  lease.compensation += due.compensation
  lease.offer.locked -= due.compensation
  lease.faulted = lease.offer.provider.verdict !== null
  credit(market, lease.deal.owner, price + compensation)
  if (missed > 0 || compensation > 0n) tell(market, 'Refunded', { lease: lease.id, missed, price, compensation })
}

export function release(market: Market, id: number): void {
  const lease = findLease(market, id)
  refuseIf({
    LeaseOver: lease.released,
    TooEarly: !lease.released && !isDecided(market, lease),
    CaseOpen: isLeaseHeld(market, lease.id),
  })
  payDue(market, lease)
  lease.released = true
  returnUnits(market, lease.offer, lease.units, lease.units - spentUnits(market, lease))
  tell(market, 'LeaseReleased', { lease: id })
}

/** Units whose backing is gone; all of them after a fatal fault, for nobody leases them again. */
function spentUnits(market: Market, lease: Lease): number {
  if (lease.offer.provider.verdict !== null) return lease.units
  const perUnit = lockPerUnit(market, lease.offer.terms)
  return Number((drawn(lease) + perUnit - 1n) / perUnit)
}

/**
 * Ends a lease with the running epoch, or at once when it has not started: then its provider is paid one epoch, unless
 * the lease ends by the provider's own doing. Says what money is free again.
 */
export function cut(market: Market, lease: Lease, paid = true): bigint {
  const next = market.epoch + 1
  if (lease.end <= next) return 0n
  const back = pricePerEpoch(lease) * BigInt(lease.end - next)
  const waits = lease.start === next && lease.offer.provider.endEpoch === null
  const returned = waits && paid ? back - pricePerEpoch(lease) : back
  lease.end = next
  tell(market, 'LeaseCut', { lease: lease.id, end: next, returned })
  if (!waits) return returned
  lease.void = true
  lease.released = true
  returnUnits(market, lease.offer, lease.units, lease.units)
  if (paid) credit(market, lease.offer.provider.owner, pricePerEpoch(lease))
  return returned
}

/** Ends a lease that its provider does not serve: its money looks for another. */
export function drop(market: Market, lease: Lease): void {
  lease.replaced = true
  const back = cut(market, lease, false)
  lease.deal.reserve += back
  lease.deal.unfilled += lease.instances
}

/** The provider pays the price of so many epochs back from the lease's lock, W of them at most in all. */
export function payBack(market: Market, lease: Lease, epochs: number): void {
  if (lease.faulted && lease.liveAtVerdict) return
  const n = Math.min(epochs, market.rules.window - lease.paidBack)
  const amount = pricePerEpoch(lease) * BigInt(n)
  lease.paidBack += n
  lease.offer.locked -= amount
  credit(market, lease.deal.owner, amount)
  tell(market, 'PaidBack', { lease: lease.id, epochs: n, amount })
}

/** A lease that runs on in the next epoch. */
export function requireRunning(market: Market, lease: Lease): void {
  refuseIf({ LeaseOver: lease.end <= market.epoch + 1 })
}
