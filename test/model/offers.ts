// Standing orders to sell units, and the money locked behind them.

import { enterBook, leaveBook } from './book.ts'
import { record } from './epochs.ts'
import { balanceOf, credit, debit } from './escrow.ts'
import { tell } from './events.ts'
import { isHeld } from './governance.ts'
import { notice, requireLiving } from './providers.ts'
import { Refusal, refuseIf } from './refusal.ts'
import type { Address, Market, Offer, Terms } from './types.ts'

export function postOffer(market: Market, from: Address, terms: Terms): void {
  refuseIf({ MarketPaused: market.paused })
  const provider = requireLiving(market, from)
  const locked = BigInt(terms.units) * lockPerUnit(market, terms)
  refuseIf({
    OutOfRange: terms.price === 0 || terms.units === 0 || terms.region > 63 || terms.until < market.epoch + 2,
    BalanceTooLow: balanceOf(market, from) < locked,
  })
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
  tell(market, 'OfferPosted', { offer: offer.id, provider: provider.id, terms })
  enterBook(market, offer)
}

export function closeOffer(market: Market, from: Address, id: number): void {
  const offer = requireOwn(market, from, id)
  refuseIf({ NotOpen: offer.closedAt !== null || offer.withdrawn })
  offer.closedAt = market.epoch
  tell(market, 'OfferClosed', { offer: id })
  leaveBook(offer)
}

export function withdrawOffer(market: Market, from: Address, id: number): void {
  const offer = requireOwn(market, from, id)
  const unlock = unlockEpoch(market, offer)
  refuseIf({
    NotClosed: offer.closedAt === null && offer.provider.endEpoch === null,
    UnitsLeased: offer.leased > 0,
    TooEarly: unlock !== null && market.epoch < unlock,
    CaseOpen: isHeld(market, offer.provider.id),
    NotOpen: offer.locked === 0n,
  })
  record(offer.provider)
  credit(market, offer.provider.owner, offer.locked)
  tell(market, 'OfferWithdrawn', { offer: id, amount: offer.locked })
  offer.locked = 0n
  offer.free = 0
  offer.withdrawn = true
  leaveBook(offer)
}

/** What one unit locks: W epochs of its price and B compensations. */
export function lockPerUnit(market: Market, terms: Terms): bigint {
  const { window, compensated } = market.rules
  return BigInt(terms.price) * BigInt(window) + BigInt(terms.compensation) * BigInt(compensated)
}

/** When the lock can be taken out; null while that is not known, and when nothing is left of it. */
export function unlockEpoch(market: Market, offer: Offer): number | null {
  const { endEpoch } = offer.provider
  if (offer.locked === 0n || offer.leased > 0 || (offer.closedAt === null && endEpoch === null)) return null
  return Math.max(offer.closedAt ?? 0, lastEnd(market, offer), endEpoch ?? 0) + notice(market)
}

function lastEnd(market: Market, offer: Offer): number {
  const leases = market.deals.flatMap((deal) => deal.leases).filter((lease) => lease.offer === offer && !lease.void)
  return Math.max(0, ...leases.map((lease) => lease.end))
}

function requireOwn(market: Market, from: Address, id: number): Offer {
  const offer = market.offers[id - 1]
  if (offer?.provider.owner !== from) throw new Refusal(['NotOwner'])
  return offer
}
