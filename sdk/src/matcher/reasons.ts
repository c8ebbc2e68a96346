import { inRegions, type Stop, walkOrder } from './order.ts'
import {
  costOfOne,
  freeUnits,
  hasFeatures,
  hasReputation,
  least,
  onProvider,
  providerReady,
  type Run,
  termFits,
} from './run.ts'
import { type BookOffer, MAX_LEASES, type UnfilledInstances, type UnfilledReason } from './types.ts'

/** More entries than a deal can have leases explain nothing further. */
const MAX_ENTRIES = MAX_LEASES + 1
const ALL_REGIONS = 2n ** 64n - 1n

/** How the match went that is to be explained. */
export interface Coverage {
  /** Offers that would do may have been left out: there were hints, or the walk was cut. */
  partial: boolean
  maxSteps: number
}

interface Explanation {
  entries: UnfilledInstances[]
  left: number
  mostEntries: number
  /** The first offer that more than one thing keeps out. */
  several: BookOffer | null
}

/**
 * Why instances stay unfilled after a match: the one thing to change so that the cheapest other offer would take them.
 * As `BourseLens.quote` says it: looks at every book from the cheapest offer on, at most `maxSteps` places.
 */
export function unfilledReasons(run: Run, { partial, maxSteps }: Coverage): UnfilledInstances[] {
  const mostEntries = Math.min(run.unfilled, MAX_ENTRIES)
  const found: Explanation = { entries: [], left: run.unfilled, mostEntries, several: null }
  let steps = 0
  for (const { offer } of everyStop(run)) {
    if (found.left === 0 || steps++ >= maxSteps) break
    if (offer && canEverMatch(run, offer)) explain(run, found, offer, partial)
  }
  if (found.left > 0) {
    const reason = found.several ? 'Several' : 'NoOffer'
    found.entries.push(entryOf(found.several, found.left, reason))
  }
  return found.entries
}

function everyStop(run: Run): Stop[] {
  return walkOrder(run.book, { ...run.plan, regions: ALL_REGIONS }, null)
}

/** Not one that this match used up, nor one that is over for good. */
function canEverMatch(run: Run, offer: BookOffer): boolean {
  const usedUp = run.free.has(offer.id) && freeUnits(run, offer) < run.plan.unitsEach
  const ended = run.book.providers.get(offer.provider)?.ended ?? true
  return !usedUp && !ended && offer.until > run.start
}

function explain(run: Run, found: Explanation, offer: BookOffer, partial: boolean): void {
  const [reason, another] = obstacles(run, found, offer)
  if (another !== undefined) found.several ??= offer
  else if (reason !== undefined) note(run, found, offer, reason)
  else if (partial) note(run, found, offer, 'Unseen')
}

/** The last entry is kept for what nothing explains. */
function note(run: Run, found: Explanation, offer: BookOffer, reason: UnfilledReason): void {
  const instances = Math.min(found.left, wouldTake(run, offer))
  if (found.entries.length + 1 >= found.mostEntries && instances < found.left) {
    found.several ??= offer
    return
  }
  found.entries.push(entryOf(offer, instances, reason))
  found.left -= instances
}

function entryOf(offer: BookOffer | null, instances: number, reason: UnfilledReason): UnfilledInstances {
  return { instances, reason, offer: offer?.id ?? 0, price: offer?.price ?? 0, region: offer?.region ?? 0 }
}

/** All that keeps the offer from taking one more instance, or the fewest that the plan takes. */
function obstacles(run: Run, { left }: Explanation, offer: BookOffer): UnfilledReason[] {
  const { plan, budget } = run
  const found: UnfilledReason[] = []
  const fewest = least(plan, left)
  if (BigInt(offer.price) > budget.cap) found.push('Price')
  else if (run.limit !== null && run.cost + BigInt(fewest) * costOfOne(run, offer.price) > run.limit)
    found.push('Limit')
  if (!inRegions(offer, plan.regions)) found.push('Region')
  if (!hasFeatures(run, offer)) found.push('Features')
  if (offer.compensation < plan.minCompensation) found.push('Compensation')
  if (!termFits(run, offer)) found.push('Term')
  if (mostOf(run, offer) < fewest) found.push('Units')
  if (onProvider(run, offer) >= plan.perProvider) found.push('Spread')
  if (!providerReady(run, offer)) found.push('Provider')
  if (!hasReputation(run, offer)) found.push('Reputation')
  if (run.leaseCount >= MAX_LEASES) found.push('Leases')
  return found
}

/** Instances the offer would take with the obstacle gone. */
function wouldTake(run: Run, offer: BookOffer): number {
  return Math.max(1, mostOf(run, offer))
}

/** Instances the offer holds; what the spread still allows of them where that is not the obstacle. */
function mostOf(run: Run, offer: BookOffer): number {
  const byUnits = Math.floor(freeUnits(run, offer) / run.plan.unitsEach)
  const bySpread = run.plan.perProvider - onProvider(run, offer)
  return bySpread > 0 ? Math.min(byUnits, bySpread) : byUnits
}
