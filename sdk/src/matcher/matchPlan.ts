import { MatcherError } from './error.ts'
import { budgetOf, kept } from './money.ts'
import { type Stop, walkOrder } from './order.ts'
import { unfilledReasons } from './reasons.ts'
import { type Run, tryOffer, withinLimit } from './run.ts'
import {
  type Book,
  type Cursor,
  type DealState,
  MAX_LEASES,
  type MatchOptions,
  type MatchPlan,
  type MatchResult,
} from './types.ts'

/**
 * Says what the Bourse would match a plan with: the same picks, in the same order, at the same cost.
 * The rule is that of docs/market.md, Matching; the contract's own word is `Bourse.preview`.
 *
 * @param book - a copy of the order book and of its providers' records
 * @param plan - prices in micro-USDC per unit and epoch, times in epochs
 * @param options - the running epoch; hints, limit, maxSteps and cursor as in `openDeal` and `fill`
 * @returns picks, their cost in micro-USDC, what stays unfilled and why
 * @throws {MatcherError} when nothing is left to match or no epoch remains
 *
 * @example
 * const { picks, cost } = matchPlan(book, plan, { epoch: 7, maxSteps: 200 })
 */
export function matchPlan(book: Book, plan: MatchPlan, options: MatchOptions): MatchResult {
  const run = newRun(book, plan, options)
  const hinted = (options.hints?.length ?? 0) > 0
  const maxSteps = options.maxSteps ?? Number.POSITIVE_INFINITY
  const { cursor, steps, complete } = hinted
    ? tryHints(run, book, options.hints ?? [], options.cursor ?? null)
    : maxSteps === 0
      ? { cursor: options.cursor ?? null, steps: 0, complete: true }
      : walk(run, walkOrder(book, plan, options.cursor ?? null), maxSteps)
  const reserve = kept(plan, run.budget, run.unfilled)
  return {
    picks: run.picks,
    cost: run.cost,
    unfilled: unfilledReasons(run, { partial: hinted || !complete, maxSteps }),
    reserve,
    saved: run.reserve - run.cost - reserve,
    cursor,
    steps,
    complete,
  }
}

function newRun(book: Book, plan: MatchPlan, options: MatchOptions): Run {
  const deal = options.deal ?? newDeal(plan, options.epoch)
  const start = options.epoch + 1
  if (deal.unfilled < 1) throw new MatcherError('unfilled', deal.unfilled, 'at least 1')
  if (deal.end <= start) throw new MatcherError('end', deal.end, `after epoch ${start}`)
  return {
    book,
    plan,
    start,
    end: deal.end,
    budget: budgetOf(plan, deal.reserve, deal.unfilled, deal.end - start),
    limit: options.limit ?? null,
    reserve: deal.reserve,
    unfilled: deal.unfilled,
    leaseCount: deal.leases.length,
    onProvider: instancesByProvider(deal),
    free: new Map(),
    picks: [],
    cost: 0n,
  }
}

function newDeal(plan: MatchPlan, epoch: number): DealState {
  const reserve = BigInt(plan.instances) * BigInt(plan.unitsEach) * BigInt(plan.maxPrice) * BigInt(plan.epochs)
  return { end: epoch + 1 + plan.epochs, unfilled: plan.instances, reserve, leases: [] }
}

function instancesByProvider(deal: DealState): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { provider, instances, over } of deal.leases) {
    if (!over) counts.set(provider, (counts.get(provider) ?? 0) + instances)
  }
  return counts
}

type Progress = Pick<MatchResult, 'cursor' | 'steps' | 'complete'>

function tryHints(run: Run, book: Book, hints: readonly number[], cursor: Cursor | null): Progress {
  const byId = new Map(book.offers.map((offer) => [offer.id, offer]))
  for (const id of hints) {
    const offer = byId.get(id)
    if (offer) tryOffer(run, offer)
  }
  return { cursor, steps: hints.length, complete: true }
}

function walk(run: Run, order: readonly Stop[], maxSteps: number): Progress {
  let steps = 0
  for (const { price, region, offer } of order) {
    if (BigInt(price) > run.budget.cap || run.unfilled === 0 || run.leaseCount >= MAX_LEASES) break
    const affordable = withinLimit(run, price) > 0
    if (steps >= maxSteps || (offer && !affordable)) {
      return { cursor: { price, region, offer: offer?.id ?? 0 }, steps, complete: !affordable }
    }
    steps++
    if (offer) tryOffer(run, offer)
  }
  return { cursor: null, steps, complete: true }
}
