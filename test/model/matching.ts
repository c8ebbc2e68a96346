// Which offers a deal takes. One rule for openDeal, fill and replaceLease.

import { firstOwed } from './epochs.ts'
import { credit } from './escrow.ts'
import { enterBook } from './offers.ts'
import type { Deal, Market, Offer, Provider } from './types.ts'

export interface Tries {
  hints: number[]
  limit: bigint
  maxSteps: number
}

interface Round {
  cap: bigint
  rem: number
  /** Left below the limit. */
  money: bigint
}

/** Matches what it can. What the reserve keeps is reckoned from `per`, by default what it has per instance. */
export function match(market: Market, deal: Deal, tries: Tries, per = perInstance(deal)): void {
  const { plan } = deal
  const rem = deal.end - (market.epoch + 1)
  const perUnitEpoch = perInstance(deal) / BigInt(plan.unitsEach * rem)
  const cap = perUnitEpoch < BigInt(plan.maxPrice) ? perUnitEpoch : BigInt(plan.maxPrice)
  const round = { cap, rem, money: tries.limit }
  if (tries.hints.length > 0) for (const id of tries.hints) tryOffer(market, deal, round, market.offers[id - 1])
  else walk(market, deal, round, tries.maxSteps)
  const full = BigInt(plan.unitsEach) * BigInt(rem) * BigInt(plan.maxPrice)
  const keep = BigInt(deal.unfilled) * (per < full ? per : full)
  credit(market, deal.owner, deal.reserve - keep)
  deal.reserve = keep
}

export function perInstance(deal: Deal): bigint {
  return deal.unfilled > 0 ? deal.reserve / BigInt(deal.unfilled) : 0n
}

function walk(market: Market, deal: Deal, round: Round, maxSteps: number): void {
  const from = deal.cursor
  deal.cursor = null
  let steps = 0
  for (const offer of inOrder(market, deal, from)) {
    if (BigInt(offer.terms.price) > round.cap || deal.unfilled === 0 || deal.leases.length >= 64) return
    if (steps++ === maxSteps) {
      deal.cursor = offer
      return
    }
    tryOffer(market, deal, round, offer)
  }
}

/** Listed offers of the plan's regions by price, region and age, from where the last walk was cut short. */
function inOrder(market: Market, deal: Deal, from: Offer | null): Offer[] {
  const age = (offer: Offer) => offer.listedAt ?? 0
  const order = (a: Offer, b: Offer) =>
    a.terms.price - b.terms.price || a.terms.region - b.terms.region || age(a) - age(b)
  return market.offers
    .filter((offer) => offer.listedAt !== null && hasRegion(deal, offer))
    .filter((offer) => from === null || order(offer, from.listedAt === null ? oldest(from) : from) >= 0)
    .sort(order)
}

/** Stands for the place before the oldest offer of its price and region. */
function oldest(offer: Offer): Offer {
  return { ...offer, listedAt: 0 }
}

function hasRegion(deal: Deal, offer: Offer): boolean {
  return ((deal.plan.regions >> BigInt(offer.terms.region)) & 1n) === 1n
}

function tryOffer(market: Market, deal: Deal, round: Round, offer: Offer | undefined): void {
  if (!offer || !isEligible(market, deal, round, offer)) return
  const { plan } = deal
  const costOfOne = BigInt(offer.terms.price) * BigInt(plan.unitsEach) * BigInt(round.rem)
  const instances = Math.min(
    Math.floor(offer.free / plan.unitsEach),
    deal.unfilled,
    plan.perProvider - instancesOn(market, deal, offer.provider),
    Number(round.money / costOfOne),
  )
  if (instances <= 0) return
  const cost = BigInt(instances) * costOfOne
  round.money -= cost
  deal.reserve -= cost
  deal.unfilled -= instances
  lease(market, deal, offer, instances)
}

function isEligible(market: Market, deal: Deal, round: Round, offer: Offer): boolean {
  const { plan } = deal
  const { terms } = offer
  return (
    offer.listedAt !== null &&
    BigInt(terms.price) <= round.cap &&
    hasRegion(deal, offer) &&
    (BigInt(terms.features) & BigInt(plan.features)) === BigInt(plan.features) &&
    terms.compensation >= plan.minCompensation &&
    terms.minEpochs <= round.rem &&
    deal.end <= terms.until &&
    isReady(market, offer.provider) &&
    deal.leases.length < 64
  )
}

/** Neither ended, nor absent, nor more than two epochs behind. */
function isReady(market: Market, provider: Provider): boolean {
  return provider.endEpoch === null && provider.inARow.length === 0 && firstOwed(market, provider) >= market.epoch - 1
}

function instancesOn(market: Market, deal: Deal, provider: Provider): number {
  return deal.leases
    .filter((l) => l.offer.provider === provider && !l.void && market.epoch < l.end)
    .reduce((sum, l) => sum + l.instances, 0)
}

function lease(market: Market, deal: Deal, offer: Offer, instances: number): void {
  const units = instances * deal.plan.unitsEach
  offer.free -= units
  offer.leased += units
  if (offer.free === 0) offer.listedAt = null
  deal.leases.push({
    id: deal.id * 256 + deal.leases.length,
    deal,
    offer,
    instances,
    units,
    start: market.epoch + 1,
    end: deal.end,
    void: false,
    released: false,
    refunded: 0,
    compensation: 0n,
  })
}

/** Units go back to the offer, and the offer to the tail of its price. */
export function returnUnits(market: Market, offer: Offer, leased: number, back: number): void {
  offer.leased -= leased
  offer.free += back
  enterBook(market, offer)
}
