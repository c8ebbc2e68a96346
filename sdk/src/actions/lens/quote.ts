import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'
import { DEFAULT_MAX_STEPS, NO_LIMIT } from '../../internal/matching.ts'
import type { Plan } from '../../types.ts'

type Own = {
  /** What is asked for. */
  plan: Plan
  /** Offer ids to try instead of walking the book; only the deal owner and its delegates may give them. */
  hints?: readonly number[]
  /** The most that all leases of this call may cost together, micro-USDC. Default: no limit. */
  limit?: bigint
  /** The most offers a walk looks at. Default {@link DEFAULT_MAX_STEPS}. */
  maxSteps?: bigint
}

/** What {@link quote} takes. */
export type QuoteParameters = Own & ReadParameters
/** What {@link quote} answers. */
export type QuoteReturnType = ReadResult<'lens', 'quote'>
/** What {@link quote} may throw. */
export type QuoteErrorType = ReadErrorType

/**
 * What opening a deal would lease now at which price, and why each other instance would stay unfilled.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { quote } from '@lambda-bourse/sdk'
 * const answer = await quote(client, { deployment, plan })
 * ```
 */
export const quote = defineRead({
  contract: 'lens',
  functionName: 'quote',
  args: ({ plan, hints = [], limit = NO_LIMIT, maxSteps = DEFAULT_MAX_STEPS }: Own) => [plan, hints, limit, maxSteps],
})
