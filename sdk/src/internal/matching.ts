import { maxUint256 } from 'viem'

/** For callers who name no limit: the plan's own maximum price still binds. */
export const NO_LIMIT = maxUint256
/** Offers that a walk looks at by default: some 5k gas for each that does not fit. */
export const DEFAULT_MAX_STEPS = 256n
