// A deal while it runs: longer, larger, smaller, at another price.

import { payTip, requireOpen } from './deals.ts'
import { record } from './epochs.ts'
import { balanceOf, credit, debit } from './escrow.ts'
import { tell } from './events.ts'
import { cut, requireRunning } from './leases.ts'
import { isReady, MOST_LEASES, match, type Tries } from './matching.ts'
import { Refusal, refuseIf } from './refusal.ts'
import type { Address, Deal, Lease, Market } from './types.ts'

/** Of a deal at any time, on leases and unfilled. */
const MOST_INSTANCES = 4096

export function extendDeal(market: Market, from: Address, id: number, epochs: number): void {
  refuseIf({ OutOfRange: epochs < 1 })
  extend(market, requireOwn(market, from, id), epochs)
}

/** In the last W epochs, or in as many as the plan has: one term at a time. */
export function renewDeal(market: Market, from: Address, id: number): void {
  const deal = requireOpen(market, id)
  const { renew, epochs } = deal.plan
  refuseIf({
    NotRenewable: !renew,
    TooEarly: market.epoch < deal.end - Math.min(market.rules.window, epochs),
  })
  payTip(market, deal, from, extend(market, deal, epochs))
}

export function scaleUp(market: Market, from: Address, id: number, instances: number, tries: Tries): void {
  refuseIf({ MarketPaused: market.paused })
  const deal = requireOwn(market, from, id)
  const rem = remaining(market, deal)
  const cost = BigInt(instances * deal.plan.unitsEach) * BigInt(deal.maxPrice) * BigInt(rem)
  refuseIf({
    OutOfRange:
      instances < 1 || instances + deal.unfilled + leased(market, deal) > MOST_INSTANCES || !fits(deal.reserve + cost),
    BalanceTooLow: balanceOf(market, from) < cost,
  })
  debit(market, from, cost)
  deal.reserve += cost
  deal.unfilled += instances
  match(market, deal, tries)
  tellDeal(market, deal)
}

/** What goes is a lease of its own, with all the past of the one it leaves; then it is cut. */
export function scaleDown(market: Market, from: Address, id: number, instances: number): void {
  const deal = requireOwn(market, from, Math.floor(id / 256))
  const lease = deal.leases[id % 256]
  if (!lease) throw new Refusal(['UnknownLease'])
  requireRunning(market, lease)
  const part = instances < lease.instances
  refuseIf({ OutOfRange: instances < 1 || instances > lease.instances || (part && deal.leases.length >= MOST_LEASES) })
  const going = part ? split(market, lease, instances) : lease
  going.replaced = true
  credit(market, from, cut(market, going))
}

export function dropUnfilled(market: Market, from: Address, id: number, instances: number): void {
  const deal = requireOwn(market, from, id)
  refuseIf({ OutOfRange: instances < 1 || instances > deal.unfilled })
  const keep = (deal.reserve / BigInt(deal.unfilled)) * BigInt(deal.unfilled - instances)
  credit(market, from, deal.reserve - keep)
  deal.reserve = keep
  deal.unfilled -= instances
  tellDeal(market, deal)
}

export function setMaxPrice(market: Market, from: Address, id: number, maxPrice: number): void {
  const deal = requireOwn(market, from, id)
  refuseIf({ OutOfRange: maxPrice === 0, DealOver: isOver(market, deal) })
  const want = BigInt(deal.unfilled * deal.plan.unitsEach) * BigInt(maxPrice) * BigInt(remaining(market, deal))
  refuseIf({ OutOfRange: !fits(want), BalanceTooLow: balanceOf(market, from) + deal.reserve < want })
  credit(market, from, deal.reserve - want)
  deal.reserve = want
  deal.maxPrice = maxPrice
  tellDeal(market, deal)
}

/** Each lease that runs to the deal's end runs on where it can; what is unfilled is looked for longer. */
function extend(market: Market, deal: Deal, epochs: number): number {
  const to = deal.end + epochs
  refuseIf({
    MarketPaused: market.paused,
    DealOver: deal.end <= market.epoch,
    OutOfRange: epochs < 1 || to >= 2 ** 24,
  })
  const asked = deal.leases.filter((lease) => mayRunOn(deal, lease, to))
  const leases = asked.filter((lease) => isReady(market, lease.offer.provider))
  const rate = leases.reduce((sum, lease) => sum + BigInt(lease.offer.terms.price) * BigInt(lease.units), 0n)
  const more = BigInt(deal.unfilled * deal.plan.unitsEach) * BigInt(deal.maxPrice) * BigInt(epochs)
  const cost = rate * BigInt(epochs) + more
  refuseIf({
    NothingToExtend: leases.length === 0 && more === 0n,
    OutOfRange: !fits(deal.reserve + more),
    BalanceTooLow: balanceOf(market, deal.owner) < cost,
  })
  for (const lease of asked) record(lease.offer.provider)
  debit(market, deal.owner, cost)
  deal.reserve += more
  deal.end = to
  for (const lease of leases) {
    lease.end = to
    tell(market, 'LeaseExtended', { lease: lease.id, end: to })
  }
  tellDeal(market, deal)
  return leases.length
}

function mayRunOn(deal: Deal, lease: Lease, to: number): boolean {
  const { terms, closedAt } = lease.offer
  return lease.end === deal.end && terms.price <= deal.maxPrice && closedAt === null && terms.until >= to
}

/** Takes `instances` out of a lease, as another one of the same deal. */
function split(market: Market, lease: Lease, instances: number): Lease {
  const { deal } = lease
  const units = instances * deal.plan.unitsEach
  const compensation = (lease.compensation / BigInt(lease.units)) * BigInt(units)
  const part = { ...lease, id: deal.id * 256 + deal.leases.length, instances, units, compensation }
  lease.instances -= instances
  lease.units -= units
  lease.compensation -= compensation
  deal.leases.push(part)
  tell(market, 'LeaseSplit', { lease: lease.id, part: part.id, instances })
  return part
}

function tellDeal(market: Market, { id, end, maxPrice, unfilled, reserve }: Deal): void {
  tell(market, 'DealChanged', { deal: id, end, maxPrice, unfilled, reserve })
}

/** Epochs that a new lease of the deal would run. */
function remaining(market: Market, deal: Deal): number {
  refuseIf({ DealOver: isOver(market, deal) })
  return deal.end - market.epoch - 1
}

function isOver(market: Market, deal: Deal): boolean {
  return deal.end <= market.epoch + 1
}

/** Instances on leases that are not over. */
function leased(market: Market, { leases }: Deal): number {
  return leases.filter((lease) => lease.end > market.epoch).reduce((sum, lease) => sum + lease.instances, 0)
}

/** Whether a reserve of so much can be stored. */
function fits(money: bigint): boolean {
  return money < 2n ** 56n
}

function requireOwn(market: Market, from: Address, id: number): Deal {
  const deal = requireOpen(market, id)
  refuseIf({ NotOwner: deal.owner !== from })
  return deal
}
