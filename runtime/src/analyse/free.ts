import { FRAME_SLOTS } from './costs.ts'
import { Call, type FunctionPlan, type ModulePlan, Segment } from './plan.ts'

/** A function that costs at most this much, all paths together, may be paid for by its callers. */
const MOST_FREE_COST = 96
const MOST_FREE_CALLS = 6
/** Each call adds to the cost, so chains of free functions are shorter than this. */
const MOST_ROUNDS = 32

const UNDECIDED = 0
const REJECTED = 1

/**
 * Finds "free" functions: small, without loops, calling only free functions. They carry no metering of their own; the
 * caller's segment pays for the whole of them. That keeps getters and arithmetic helpers as cheap as they were.
 */
export function findFreeFunctions(plan: ModulePlan): void {
  const imports = plan.layout.imports.length
  const verdicts = new Uint8Array(plan.functions.length)
  let open: FunctionPlan[] = []
  for (const fn of plan.functions) {
    if (isCandidate(plan, fn, imports)) open.push(fn)
    else verdicts[fn.index] = REJECTED
  }
  for (let round = 0; round < MOST_ROUNDS && open.length > 0; round++) {
    const before = open.length
    open = open.filter((fn) => !decide(plan, fn, imports, verdicts))
    if (open.length === before) break
  }
}

function isCandidate(plan: ModulePlan, fn: FunctionPlan, imports: number): boolean {
  if (fn.hasLoop || fn.callsIndirectly || fn.hasVariableCost || plan.pinned[imports + fn.index]) return false
  return fn.endCall - fn.firstCall <= MOST_FREE_CALLS && ownCost(plan, fn) <= MOST_FREE_COST
}

/** True when decided, as free or as not. */
function decide(plan: ModulePlan, fn: FunctionPlan, imports: number, verdicts: Uint8Array): boolean {
  let cost = ownCost(plan, fn)
  let deepest = 0
  for (let row = fn.firstCall; row < fn.endCall; row++) {
    const callee = plan.functions[plan.calls.at(row, Call.Callee) - imports]
    if (!callee || verdicts[callee.index] === REJECTED) return reject(fn, verdicts)
    if (callee.freeCost < 0) return false
    cost += callee.freeCost
    deepest = Math.max(deepest, callee.freeSlots)
  }
  if (cost > MOST_FREE_COST) return reject(fn, verdicts)
  fn.freeCost = cost
  fn.freeSlots = deepest + frameSlots(fn)
  verdicts[fn.index] = UNDECIDED
  return true
}

function reject(fn: FunctionPlan, verdicts: Uint8Array): true {
  verdicts[fn.index] = REJECTED
  return true
}

function ownCost(plan: ModulePlan, fn: FunctionPlan): number {
  let cost = 0
  for (let row = fn.firstSegment; row < fn.endSegment; row++) cost += plan.segments.at(row, Segment.Cost)
  return cost
}

/**
 * Stack slots of one frame: what an engine may have to keep on the native stack for it. Parameters and results count
 * twice, since they are passed in one place and kept in another.
 */
export function frameSlots(fn: FunctionPlan): number {
  return fn.parameters + fn.results + fn.locals + fn.height + FRAME_SLOTS
}
