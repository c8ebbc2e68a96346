import type { Budget } from './money.ts'
import { inRegions } from './order.ts'
import { type Book, type BookOffer, MAX_LEASES, type MatchPick, type MatchPlan } from './types.ts'

/** A match under way. */
export interface Run {
  book: Book
  plan: MatchPlan
  /** Leases run [start, end). */
  start: number
  end: number
  budget: Budget
  /** Null for no limit. */
  limit: bigint | null
  reserve: bigint
  unfilled: number
  leaseCount: number
  /** Instances of the deal per provider, on leases that are not over. */
  onProvider: Map<number, number>
  /** Free units of offers that this run took from. */
  free: Map<number, number>
  picks: MatchPick[]
  cost: bigint
}

/** Takes from the offer as many instances as the rules allow, if any. */
export function tryOffer(run: Run, offer: BookOffer): void {
  const instances = eligible(run, offer) ? most(run, offer) : 0
  if (instances === 0 || instances < least(run.plan, run.unfilled)) return
  const cost = BigInt(instances) * costOfOne(run, offer.price)
  run.free.set(offer.id, freeUnits(run, offer) - instances * run.plan.unitsEach)
  run.onProvider.set(offer.provider, onProvider(run, offer) + instances)
  run.unfilled -= instances
  run.leaseCount++
  run.cost += cost
  run.picks.push({ offer: offer.id, provider: offer.provider, price: offer.price, instances, cost })
}

/** Micro-USDC of one instance over the whole lease. */
export function costOfOne(run: Run, price: number): bigint {
  return BigInt(price) * run.budget.unitEpochs
}

/** The offer's free units, less what this run took. */
export function freeUnits(run: Run, offer: BookOffer): number {
  return run.free.get(offer.id) ?? offer.free
}

/** The deal's instances on the offer's provider. */
export function onProvider(run: Run, offer: BookOffer): number {
  return run.onProvider.get(offer.provider) ?? 0
}

/** Whether a lease on the offer would be neither too short for it nor end too late. */
export function termFits(run: Run, offer: BookOffer): boolean {
  return run.end - run.start >= offer.minEpochs && run.end <= offer.until
}

/** Whether the offer's provider can be matched: not ended, not absent, at most two epochs behind. */
export function providerReady(run: Run, offer: BookOffer): boolean {
  const provider = run.book.providers.get(offer.provider)
  return provider !== undefined && !provider.ended && provider.absence === 0 && provider.nextEpoch >= run.start - 2
}

/** Whether the offer's provider has the reputation that the plan asks for. */
export function hasReputation(run: Run, offer: BookOffer): boolean {
  const { minReputation = 0n } = run.plan
  return (run.book.providers.get(offer.provider)?.reputation ?? 0n) >= minReputation
}

/** The fewest instances that a lease may have while so many are unfilled. */
export function least({ leastInstances = 0 }: MatchPlan, unfilled: number): number {
  return Math.max(1, Math.min(leastInstances, unfilled))
}

/** Whether the offer has every feature of the plan. */
export function hasFeatures(run: Run, offer: BookOffer): boolean {
  return (offer.features & run.plan.features) >>> 0 === run.plan.features >>> 0
}

function eligible(run: Run, offer: BookOffer): boolean {
  return (
    offer.listed &&
    freeUnits(run, offer) > 0 &&
    BigInt(offer.price) <= run.budget.cap &&
    inRegions(offer, run.plan.regions) &&
    hasFeatures(run, offer) &&
    offer.compensation >= run.plan.minCompensation &&
    termFits(run, offer) &&
    providerReady(run, offer) &&
    hasReputation(run, offer) &&
    run.leaseCount < MAX_LEASES
  )
}

function most(run: Run, offer: BookOffer): number {
  return Math.max(
    0,
    Math.min(
      Math.floor(freeUnits(run, offer) / run.plan.unitsEach),
      run.unfilled,
      run.plan.perProvider - onProvider(run, offer),
      withinLimit(run, offer.price),
    ),
  )
}

/** How many instances the money left below the limit pays for. */
export function withinLimit(run: Run, price: number): number {
  if (run.limit === null) return Number.POSITIVE_INFINITY
  const left = run.limit > run.cost ? run.limit - run.cost : 0n
  return Number(left / costOfOne(run, price))
}
