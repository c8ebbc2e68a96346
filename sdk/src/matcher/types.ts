/** Most leases a deal can ever have (docs/market.md, Plans and deals). */
export const MAX_LEASES = 64

/** An offer as the matcher sees it. */
export interface BookOffer {
  id: number
  provider: number
  /** Micro-USDC per unit and epoch. */
  price: number
  /** Micro-USDC per unit and missed epoch. */
  compensation: number
  /** Units that are free now. */
  free: number
  /** 0..63 */
  region: number
  /** Bit mask (32 bits, unsigned). */
  features: number
  /** Smallest lease, in epochs. */
  minEpochs: number
  /** Every lease ends at this epoch or before. */
  until: number
  /** Whether it is in the book of its region: open, with free units. */
  listed: boolean
}

/** What a provider's record says about matching it now. */
export interface BookProvider {
  /** It has ended: nothing of it matches any more. */
  ended: boolean
  /** Missed epochs since its last attestation. */
  absence: number
  /** Its first epoch that is neither attested, missed nor idle; the running one or later when there is none. */
  nextEpoch: number
  /** Base stake (micro-USDC) times epochs since the first. Default 0. */
  reputation?: bigint
}

/**
 * A copy of the order book. Offers of one region at one price are in the order they came to the book (oldest first),
 * as `BourseLens.book` lists them; otherwise any order. Offers that are not listed may be left out.
 */
export interface Book {
  offers: readonly BookOffer[]
  /**
   * Prices that leases left without an offer and that no walk cleared up yet; each counts as one step. They matter only
   * to where `maxSteps` cuts a walk. Default: none.
   */
  emptyPrices?: readonly { price: number; region: number }[]
  providers: ReadonlyMap<number, BookProvider>
}

/** A place in the walk: an offer, or the oldest offer at its price and region when that one has left the book. */
export interface Cursor {
  price: number
  region: number
  /** 0 for the oldest. */
  offer: number
}

/** The part of a plan that matching reads. */
export interface MatchPlan {
  instances: number
  unitsEach: number
  /** Most instances on one provider. */
  perProvider: number
  /** Bit mask of regions 0..63. */
  regions: bigint
  /** Bit mask, all required. */
  features: number
  /** Micro-USDC per unit and epoch. */
  maxPrice: number
  /** Micro-USDC per unit and missed epoch. */
  minCompensation: number
  epochs: number
  /** Fewest instances of a lease, where as many are unfilled. Default 0. */
  leastInstances?: number
  /** Least reputation of a provider. Default 0. */
  minReputation?: bigint
}

/** A deal as it stands, for what `fill` and `replaceLease` would do. */
export interface DealState {
  /** First epoch after the deal. */
  end: number
  unfilled: number
  /** Micro-USDC set aside for the unfilled instances. */
  reserve: bigint
  /** Every lease the deal ever had, those over too. */
  leases: readonly { provider: number; instances: number; over: boolean }[]
}

export interface MatchOptions {
  /** The running epoch; leases start with the next. */
  epoch: number
  /** Offer ids to try, in this order, instead of walking the book. */
  hints?: readonly number[]
  /** The most that all picks together may cost, in micro-USDC. Default: no limit. */
  limit?: bigint
  /** The most offers a walk looks at; 0 for no walk. Default: no limit. */
  maxSteps?: number
  /** Where a walk that was cut short goes on; null to start over. Default null. */
  cursor?: Cursor | null
  /** The deal to go on with. Default: a new deal of the plan. */
  deal?: DealState
}

/** One lease that matching would make. */
export interface MatchPick {
  offer: number
  provider: number
  price: number
  instances: number
  /** Micro-USDC over the whole lease. */
  cost: bigint
}

/** The names of `Reason` in IBourseLens.sol, in its order. */
export const REASONS = [
  'NoOffer',
  'Price',
  'Region',
  'Features',
  'Compensation',
  'Term',
  'Units',
  'Spread',
  'Provider',
  'Limit',
  'Leases',
  'Several',
  'Unseen',
  'Reputation',
] as const

/** Why an instance stays unfilled. */
export type UnfilledReason = (typeof REASONS)[number]

/** Instances that stay unfilled, and the one thing that would have to change. */
export interface UnfilledInstances {
  instances: number
  reason: UnfilledReason
  /** The offer that would do if only `reason` were lifted; for `Several` the first that would not; 0 for none. */
  offer: number
  price: number
  region: number
}

export interface MatchResult {
  picks: MatchPick[]
  /** Micro-USDC of all picks. */
  cost: bigint
  /** Instances left without a lease, by reason. */
  unfilled: UnfilledInstances[]
  /** What the deal's reserve is afterwards, in micro-USDC. */
  reserve: bigint
  /** What goes back to the owner's balance at once, in micro-USDC. */
  saved: bigint
  /** Where the next walk starts; null for the beginning. */
  cursor: Cursor | null
  /** Offers (and empty prices) looked at. */
  steps: number
  /** False when the walk was cut at `maxSteps`: more of the book may do. */
  complete: boolean
}
