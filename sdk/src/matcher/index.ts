export { MatcherError } from './error.ts'
export { matchPlan } from './matchPlan.ts'
export type {
  Book,
  BookOffer,
  BookProvider,
  Cursor,
  DealState,
  MatchOptions,
  MatchPick,
  MatchPlan,
  MatchResult,
  UnfilledInstances,
  UnfilledReason,
} from './types.ts'
export { MAX_LEASES, REASONS } from './types.ts'
