import type { MatchPlan } from './types.ts'

/** The money of one unfilled instance and the dearest price it can pay. */
export interface Budget {
  /** Micro-USDC per unfilled instance. */
  per: bigint
  /** Micro-USDC per unit and epoch. */
  cap: bigint
  /** Units times epochs that one instance still needs. */
  unitEpochs: bigint
}

/** `per` and `cap` of docs/market.md, Matching. `epochs` are those that remain from the next one on. */
export function budgetOf(plan: MatchPlan, reserve: bigint, unfilled: number, epochs: number): Budget {
  const unitEpochs = BigInt(plan.unitsEach) * BigInt(epochs)
  const per = reserve / BigInt(unfilled)
  const affordable = per / unitEpochs
  const cap = affordable < BigInt(plan.maxPrice) ? affordable : BigInt(plan.maxPrice)
  return { per, cap, unitEpochs }
}

/** What the reserve keeps for `unfilled` instances after matching, in micro-USDC. */
export function kept(plan: MatchPlan, budget: Budget, unfilled: number): bigint {
  const full = budget.unitEpochs * BigInt(plan.maxPrice)
  return BigInt(unfilled) * (budget.per < full ? budget.per : full)
}
