// Which offers a deal takes. One rule for openDeal, fill, scaleUp and replaceLease.

import { clearUp, enterBook, hasRegion, soldOut, walkOf } from './book.ts'
import { firstOwed } from './epochs.ts'
import { credit } from './escrow.ts'
import { tell } from './events.ts'
import { reputation } from './providers.ts'
import type { Deal, Market, Offer, Place, Provider } from './types.ts'

export const MOST_LEASES = 64
/** What one walk clears up at most. */
const MOST_CLEARED = 16

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
  const cap = perUnitEpoch < BigInt(deal.maxPrice) ? perUnitEpoch : BigInt(deal.maxPrice)
  const round = { cap, rem, money: tries.limit }
  if (tries.hints.length > 0) for (const id of tries.hints) tryOffer(market, deal, round, market.offers[id - 1])
  else if (tries.maxSteps > 0) walk(market, deal, round, tries.maxSteps)
  const full = BigInt(plan.unitsEach) * BigInt(rem) * BigInt(deal.maxPrice)
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
  const dead: Place[] = []
  let steps = 0
  for (const place of walkOf(market, deal, from)) {
    if (BigInt(place.price) > round.cap || deal.unfilled === 0 || deal.leases.length >= MOST_LEASES) break
    if (steps === maxSteps || (place.offer && costOfOne(deal, round, place.offer) > round.money)) {
      deal.cursor = place
      break
    }
    steps++
    if (isDead(market, deal, round, place)) dead.push(place)
    if (place.offer) tryOffer(market, deal, round, place.offer)
  }
  for (const place of dead.slice(0, MOST_CLEARED)) clearUp(market, place)
}

/** An empty price, or an offer that can never match again. */
function isDead(market: Market, deal: Deal, round: Round, { offer }: Place): boolean {
  if (offer === null || offer.terms.until < market.epoch + 2) return true
  return offer.provider.endRecorded && suits(deal, round, offer)
}

function costOfOne({ plan }: Deal, { rem }: Round, { terms }: Offer): bigint {
  return BigInt(terms.price) * BigInt(plan.unitsEach) * BigInt(rem)
}

function tryOffer(market: Market, deal: Deal, round: Round, offer: Offer | undefined): void {
  if (!offer || !isEligible(market, deal, round, offer)) return
  const { plan } = deal
  const each = costOfOne(deal, round, offer)
  const instances = Math.min(
    Math.floor(offer.free / plan.unitsEach),
    deal.unfilled,
    plan.perProvider - instancesOn(market, deal, offer.provider),
    Number(round.money / each),
  )
  if (instances <= 0 || instances < Math.min(plan.leastInstances, deal.unfilled)) return
  const cost = BigInt(instances) * each
  round.money -= cost
  deal.reserve -= cost
  deal.unfilled -= instances
  lease(market, deal, offer, instances)
}

function isEligible(market: Market, deal: Deal, round: Round, offer: Offer): boolean {
  return offer.listedAt !== null && suits(deal, round, offer) && isGood(market, deal, offer.provider)
}

function isGood(market: Market, { plan }: Deal, provider: Provider): boolean {
  return isReady(market, provider) && reputation(market, provider) >= plan.minReputation
}

function suits(deal: Deal, round: Round, { terms }: Offer): boolean {
  const { plan } = deal
  return (
    BigInt(terms.price) <= round.cap &&
    hasRegion(deal, terms.region) &&
    (BigInt(terms.features) & BigInt(plan.features)) === BigInt(plan.features) &&
    terms.compensation >= plan.minCompensation &&
    terms.minEpochs <= round.rem &&
    deal.end <= terms.until &&
    deal.leases.length < MOST_LEASES
  )
}

/** Neither ended, nor absent, nor more than two epochs behind. */
export function isReady(market: Market, provider: Provider): boolean {
  return provider.endEpoch === null && provider.inARow.length === 0 && firstOwed(market, provider) >= market.epoch - 1
}

function instancesOn(market: Market, deal: Deal, provider: Provider): number {
  return deal.leases
    .filter((l) => l.offer.provider === provider && market.epoch < l.end)
    .reduce((sum, l) => sum + l.instances, 0)
}

function lease(market: Market, deal: Deal, offer: Offer, instances: number): void {
  const units = instances * deal.plan.unitsEach
  offer.free -= units
  offer.leased += units
  if (offer.free === 0) soldOut(market, offer)
  const id = deal.id * 256 + deal.leases.length
  const [start, end] = [market.epoch + 1, deal.end]
  const { price } = offer.terms
  tell(market, 'Leased', { lease: id, provider: offer.provider.id, offer: offer.id, price, instances, start, end })
  deal.leases.push({
    id,
    deal,
    offer,
    instances,
    units,
    start,
    end,
    void: false,
    replaced: false,
    released: false,
    paidBack: 0,
    liveAtVerdict: false,
    faulted: false,
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
