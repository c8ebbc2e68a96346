// Standing orders to sell units, and the money locked behind them.
import { balanceOf, credit, debit } from './escrow.ts'
import { notice, requireLiving } from './providers.ts'
import { refuseIf } from './refusal.ts'
import type { Address, Market, Offer, Terms } from './types.ts'

export function postOffer(market: Market, from: Address, terms: Terms): void {
  refuseIf({ MarketPaused: market.paused })
  const provider = requireLiving(market, from)
  refuseIf({
    Offer_Terms: terms.price === 0 || terms.units === 0 || terms.region > 63,
  })
  const locked = BigInt(terms.units) * lockPerUnit(market, terms)
  refuseIf({ BalanceTooLow: balanceOf(market, from) < locked })
  debit(market, from, locked)
  const offer: Offer = {
    id: market.offers.length + 1,
    provider,
    terms,
    free: terms.units,
    leased: 0,
    listedAt: null,
    closedAt: null,
    withdrawn: false,
    locked,
  }
  market.offers.push(offer)
  enterBook(market, offer)
}

export function closeOffer(market: Market, from: Address, id: number): void {
  const offer = requireOwn(market, from, id)
  refuseIf({ Offer_Closed: offer.closedAt !== null })
  offer.closedAt = market.epoch
  offer.listedAt = null
}

export function withdrawOffer(market: Market, from: Address, id: number): void {
  const offer = requireOwn(market, from, id)
  const unlock = unlockEpoch(market, offer)
  refuseIf({ Offer_Locked: unlock === null || market.epoch < unlock || offer.withdrawn })
  credit(market, offer.provider.owner, offer.locked)
  offer.locked = 0n
  offer.withdrawn = true
  offer.listedAt = null
}

/** What one unit locks: W epochs of its price and B compensations. */
export function lockPerUnit(market: Market, terms: Terms): bigint {
  const { window, compensated } = market.rules
  return BigInt(terms.price) * BigInt(window) + BigInt(terms.compensation) * BigInt(compensated)
}

/** When the lock can be taken out; null while that is not known. */
export function unlockEpoch(market: Market, offer: Offer): number | null {
  const { endEpoch } = offer.provider
  if (offer.leased > 0 || (offer.closedAt === null && endEpoch === null)) return null
  return Math.max(offer.closedAt ?? 0, lastEnd(market, offer), endEpoch ?? 0) + notice(market)
}

function lastEnd(market: Market, offer: Offer): number {
  const leases = market.deals.flatMap((deal) => deal.leases).filter((lease) => lease.offer === offer && !lease.void)
  return Math.max(0, ...leases.map((lease) => lease.end))
}

/** To the tail of its price, when it is open, has free units and is not there already. */
export function enterBook(market: Market, offer: Offer): void {
  if (offer.listedAt === null && offer.free > 0 && offer.closedAt === null && !offer.withdrawn) {
    offer.listedAt = ++market.arrivals
  }
}

function requireOwn(market: Market, from: Address, id: number): Offer {
  const offer = market.offers[id - 1]
  refuseIf({ Offer_NotOwner: offer?.provider.owner !== from })
  return offer as Offer
}
