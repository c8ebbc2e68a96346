import { frameSlots } from './free.ts'
import { EventKind, type FunctionPlan, type ModulePlan } from './plan.ts'

/** Small segments, up to this much in all, are charged together with the one that dominates them. */
const MOST_FOLDED = 24

/** A function that calls nothing deep ends a chain of frames: only one such frame exists, so a small one may go uncounted. */
const MOST_UNCOUNTED_SLOTS = 128

/** How one function that is not free is metered. */
export interface Charges {
  /** Stack slots taken at entry and given back at the end; 0 for small functions that call nothing deep. */
  frame: number
  /** Keep the counter in a local between calls: pays where loops outweigh calls. */
  cached: boolean
}

/** Settles the segments of `fn` in place: adds free callees, folds small ones, and says how to meter it. */
export function settleCharges(plan: ModulePlan, fn: FunctionPlan, cacheFuel: boolean): Charges {
  const calls = payForFreeCallees(plan, fn)
  foldSmallSegments(plan, fn)
  const slots = frameSlots(fn) + calls.freeSlots
  return {
    frame: calls.deep > 0 || slots > MOST_UNCOUNTED_SLOTS ? slots : 0,
    cached: cacheFuel && calls.weight < chargeWeight(plan, fn),
  }
}

interface CallSummary {
  /** Calls of functions that meter themselves. */
  deep: number
  /** Estimate of what writing the counter back around calls would cost. */
  weight: number
  /** Most stack slots of a free callee. */
  freeSlots: number
}

function payForFreeCallees(plan: ModulePlan, fn: FunctionPlan): CallSummary {
  const summary = { deep: 0, weight: 4, freeSlots: 0 }
  for (let row = fn.firstCall; row < fn.endCall; row++) {
    const segment = plan.calls.segment.at(row)
    const callee = freeCallee(plan, plan.calls.callee.at(row))
    if (callee) {
      plan.segments.cost.data[segment] = plan.segments.cost.at(segment) + callee.freeCost
      summary.freeSlots = Math.max(summary.freeSlots, callee.freeSlots)
    } else {
      summary.deep++
      summary.weight += loopWeight(plan, segment)
    }
  }
  return summary
}

/** The free function behind a function index, if it is one. */
export function freeCallee(plan: ModulePlan, callee: number): FunctionPlan | undefined {
  const fn = plan.functions[callee - plan.layout.imports.length]
  return fn && fn.freeCost >= 0 ? fn : undefined
}

function foldSmallSegments(plan: ModulePlan, fn: FunctionPlan): void {
  const { cost, dominator, loopDepth } = plan.segments
  const folded = new Int32Array(fn.endSegment - fn.firstSegment)
  for (let row = fn.endSegment - 1; row > fn.firstSegment; row--) {
    const into = dominator.at(row)
    const amount = cost.at(row)
    if (into < 0 || amount === 0 || loopDepth.at(into) !== loopDepth.at(row)) continue
    const sum = amount + (folded[into - fn.firstSegment] as number)
    if (sum > MOST_FOLDED) continue
    folded[into - fn.firstSegment] = sum
    cost.data[into] = cost.at(into) + amount
    cost.data[row] = 0
  }
}

function chargeWeight(plan: ModulePlan, fn: FunctionPlan): number {
  let weight = 0
  for (let row = fn.firstEvent; row < fn.endEvent; row++) {
    const kind = plan.events.kind.at(row)
    if (kind !== EventKind.Head && kind !== EventKind.Charge) continue
    const segment = plan.events.argument.at(row)
    if (plan.segments.cost.at(segment) > 0) weight += loopWeight(plan, segment)
  }
  return weight
}

/** Guess of how often a segment runs: a thousand times at most, ten times per loop around it. */
function loopWeight(plan: ModulePlan, segment: number): number {
  return 2 * 10 ** Math.min(plan.segments.loopDepth.at(segment), 3)
}
