// Which offers are in the book, and in what order a walk comes by them.
import type { Deal, Market, Offer, Place } from './types.ts'

/** To the tail of its price, when it is open, has free units and is not there already. */
export function enterBook(market: Market, offer: Offer): void {
  if (offer.listedAt === null && offer.free > 0 && offer.closedAt === null && !offer.withdrawn) {
    offer.listedAt = ++market.arrivals
    market.emptied.delete(nameOf(offer.terms))
  }
}

/** A lease took the last unit: the price keeps its mark, even when no other offer is left at it. */
export function soldOut(market: Market, offer: Offer): void {
  offer.listedAt = null
  if (!hasOffers(market, offer.terms)) market.emptied.add(nameOf(offer.terms))
}

/** Closed, withdrawn or cleared up. */
export function leaveBook(offer: Offer): void {
  offer.listedAt = null
}

/** What a walk clears up on its way: an offer that can never match again, or the mark of an empty price. */
export function clearUp(market: Market, place: Place): void {
  if (place.offer) leaveBook(place.offer)
  else market.emptied.delete(nameOf(place))
}

/** Price from low to high, regions from low to high, oldest first; from where the last walk was cut short. */
export function walkOf(market: Market, deal: Deal, from: Place | null): Place[] {
  const offers = market.offers.filter((offer) => offer.listedAt !== null)
  const places = [
    ...offers.map((offer) => ({ ...placeOf(offer.terms), offer })),
    ...[...market.emptied].map(placeNamed),
  ]
  return places
    .filter((place) => hasRegion(deal, place.region) && (from === null || order(place, startOf(from)) >= 0))
    .sort(order)
}

export function hasRegion(deal: Deal, region: number): boolean {
  return ((deal.plan.regions >> BigInt(region)) & 1n) === 1n
}

function order(a: Place, b: Place): number {
  return a.price - b.price || a.region - b.region || (a.offer?.listedAt ?? 0) - (b.offer?.listedAt ?? 0)
}

/** The offer itself, or the head of its queue when it is in the book no more. */
function startOf(from: Place): Place {
  return from.offer?.listedAt === null ? { ...from, offer: null } : from
}

function hasOffers(market: Market, at: { price: number; region: number }): boolean {
  return market.offers.some((o) => o.listedAt !== null && nameOf(o.terms) === nameOf(at))
}

function placeOf({ price, region }: { price: number; region: number }): Omit<Place, 'offer'> {
  return { price, region }
}

function nameOf({ price, region }: { price: number; region: number }): string {
  return `${price} ${region}`
}

function placeNamed(name: string): Place {
  const [price, region] = name.split(' ').map(Number) as [number, number]
  return { price, region, offer: null }
}
