import { inRegions } from './order.ts'
import { costOfOne, freeUnits, hasFeatures, onProvider, providerReady, type Run, termFits } from './run.ts'
import { type BookOffer, MAX_LEASES, type UnfilledInstances, type UnfilledReason } from './types.ts'

/**
 * Why instances stay unfilled after a match: for each, the one thing to change so that the cheapest other offer would
 * take it (docs/market.md, Quote).
 */
export function unfilledReasons(run: Run): UnfilledInstances[] {
  const reasons: UnfilledInstances[] = []
  const everyOffer = run.book.offers
    .filter((offer) => offer.listed && freeUnits(run, offer) > 0)
    .sort((a, b) => a.price - b.price || a.region - b.region)
  let left = run.unfilled
  for (const offer of everyOffer) {
    if (left === 0) return reasons
    const [reason, more] = obstacles(run, offer)
    if (reason === undefined || more !== undefined) continue
    const instances = Math.min(left, wouldTake(run, offer, reason))
    left -= instances
    reasons.push({ instances, reason, offer: offer.id, price: offer.price, region: offer.region })
  }
  if (left > 0) {
    const reason = everyOffer.length > 0 ? 'Several' : 'NoOffer'
    reasons.push({ instances: left, reason, offer: 0, price: 0, region: 0 })
  }
  return reasons
}

/** All that keeps the offer from taking one more instance. */
function obstacles(run: Run, offer: BookOffer): UnfilledReason[] {
  const { plan, budget } = run
  const found: UnfilledReason[] = []
  if (BigInt(offer.price) > budget.cap) found.push('Price')
  if (!inRegions(offer, plan.regions)) found.push('Region')
  if (!hasFeatures(run, offer)) found.push('Features')
  if (offer.compensation < plan.minCompensation) found.push('Compensation')
  if (!termFits(run, offer)) found.push('Term')
  if (freeUnits(run, offer) < plan.unitsEach) found.push('Units')
  if (onProvider(run, offer) >= plan.perProvider) found.push('Spread')
  if (!providerReady(run, offer)) found.push('Provider')
  if (run.limit !== null && run.cost + costOfOne(run, offer.price) > run.limit) found.push('Limit')
  if (run.leaseCount >= MAX_LEASES) found.push('Leases')
  return found
}

/** Instances the offer would take with the one obstacle gone. */
function wouldTake(run: Run, offer: BookOffer, reason: UnfilledReason): number {
  const byUnits = Math.floor(freeUnits(run, offer) / run.plan.unitsEach)
  const bySpread = run.plan.perProvider - onProvider(run, offer)
  if (reason === 'Units') return 1
  return reason === 'Spread' ? byUnits : Math.min(byUnits, bySpread)
}
