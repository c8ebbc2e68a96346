import { MatcherError } from './error.ts'
import type { Book, BookOffer, MatchPlan } from './types.ts'

/**
 * The offers in the order in which a walk of the book looks at them: price from low to high, at one price the plan's
 * regions from low to high, in one book at one price oldest first.
 *
 * @param cursor - the offer at which an earlier walk was cut short; 0 to start at the cheapest
 * @throws {MatcherError} when the book does not contain the offer at the cursor
 */
export function walkOrder(book: Book, plan: MatchPlan, cursor: number): BookOffer[] {
  const walk = book.offers
    .filter((offer) => offer.listed && inRegions(offer, plan.regions))
    .sort((a, b) => a.price - b.price || a.region - b.region)
  return cursor === 0 ? walk : walk.slice(startOf(walk, offerAt(book, cursor)))
}

/** Whether the mask of regions has the offer's. */
export function inRegions(offer: BookOffer, regions: bigint): boolean {
  return ((regions >> BigInt(offer.region)) & 1n) === 1n
}

function startOf(walk: readonly BookOffer[], at: BookOffer): number {
  const itself = walk.indexOf(at)
  if (itself >= 0) return itself
  const next = walk.findIndex((o) => o.price > at.price || (o.price === at.price && o.region >= at.region))
  return next < 0 ? walk.length : next
}

function offerAt(book: Book, cursor: number): BookOffer {
  const offer = book.offers.find((o) => o.id === cursor)
  if (!offer) throw new MatcherError('cursor', cursor, 'the id of an offer that the book contains, or 0')
  return offer
}
