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

/** What {@link preview} takes. */
export type PreviewParameters = Own & ReadParameters
type Answer = ReadResult<'lens', 'preview'>
/** What {@link preview} answers. */
export type PreviewReturnType = {
  picks: Answer[0]
  /** micro-USDC */
  cost: Answer[1]
  /** False when the look at the book was cut at maxSteps. */
  complete: Answer[2]
}
/** What {@link preview} may throw. */
export type PreviewErrorType = ReadErrorType

/**
 * What `openDeal` would pick now, offer by offer, and what it would cost, micro-USDC.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { preview } from '@lambda-bourse/sdk'
 * const answer = await preview(client, { deployment, plan })
 * ```
 */
export const preview = defineRead({
  contract: 'lens',
  functionName: 'preview',
  result: ([picks, cost, complete]: Answer): PreviewReturnType => ({ picks, cost, complete }),
  args: ({ plan, hints = [], limit = NO_LIMIT, maxSteps = DEFAULT_MAX_STEPS }: Own) => [plan, hints, limit, maxSteps],
})
