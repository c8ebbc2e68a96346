import type { Book, BookOffer, Cursor, MatchPlan } from './types.ts'

/** Where a walk stops by: an offer, or a price that was left without one. */
export interface Stop {
  price: number
  region: number
  offer: BookOffer | null
}

/**
 * The order in which a walk goes through the book: price from low to high, at one price the plan's regions from low to
 * high, in one book at one price oldest first.
 *
 * @param from - where an earlier walk was cut short; null to start at the cheapest
 */
export function walkOrder(book: Book, plan: MatchPlan, from: Cursor | null): Stop[] {
  const offers = book.offers.filter((offer) => offer.listed).map((offer) => stopAt(offer, offer))
  const empty = (book.emptyPrices ?? []).map((place) => stopAt(place, null))
  const walk = [...offers, ...empty].filter((stop) => inRegions(stop, plan.regions)).sort(byPlace)
  return from === null ? walk : walk.slice(indexOf(walk, from))
}

/** Whether the mask of regions has the place's. */
export function inRegions(place: { region: number }, regions: bigint): boolean {
  return ((regions >> BigInt(place.region)) & 1n) === 1n
}

function stopAt({ price, region }: { price: number; region: number }, offer: BookOffer | null): Stop {
  return { price, region, offer }
}

function byPlace(a: Omit<Cursor, 'offer'>, b: Omit<Cursor, 'offer'>): number {
  return a.price - b.price || a.region - b.region
}

function indexOf(walk: readonly Stop[], from: Cursor): number {
  const itself = from.offer === 0 ? -1 : walk.findIndex((stop) => stop.offer?.id === from.offer)
  if (itself >= 0) return itself
  const next = walk.findIndex((stop) => byPlace(stop, from) >= 0)
  return next < 0 ? walk.length : next
}
