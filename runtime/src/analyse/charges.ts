import { frameSlots } from './free.ts'
import { Call, type FunctionPlan, type ModulePlan, Segment } from './plan.ts'

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
    const segment = plan.calls.at(row, Call.Segment)
    const callee = freeCallee(plan, plan.calls.at(row, Call.Callee))
    if (callee) {
      plan.segments.add(segment, Segment.Cost, callee.freeCost)
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

function foldSmallSegments({ segments }: ModulePlan, fn: FunctionPlan): void {
  for (let row = fn.endSegment - 1; row > fn.firstSegment; row--) {
    const into = segments.at(row, Segment.Dominator)
    const amount = segments.at(row, Segment.Cost)
    if (into < 0 || amount === 0) continue
    if (segments.at(into, Segment.LoopDepth) !== segments.at(row, Segment.LoopDepth)) continue
    const sum = amount + segments.at(into, Segment.Folded)
    if (sum > MOST_FOLDED) continue
    segments.set(into, Segment.Folded, sum)
    segments.add(into, Segment.Cost, amount)
    segments.set(row, Segment.Cost, 0)
  }
}

function chargeWeight(plan: ModulePlan, fn: FunctionPlan): number {
  let weight = 0
  for (let row = fn.firstSegment; row < fn.endSegment; row++) {
    if (plan.segments.at(row, Segment.Cost) > 0) weight += loopWeight(plan, row)
  }
  return weight
}

/** Guess of how often a segment runs: a thousand times at most, ten times per loop around it. */
function loopWeight(plan: ModulePlan, segment: number): number {
  const depth = plan.segments.at(segment, Segment.LoopDepth)
  return depth === 0 ? 2 : depth === 1 ? 20 : depth === 2 ? 200 : 2000
}
