import { BourseError } from '../../errors/base.ts'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'
import { DEFAULT_MAX_STEPS, NO_LIMIT } from '../../internal/matching.ts'
import type { UnfilledReason } from '../../matcher/index.ts'
import { REASONS } from '../../matcher/index.ts'
import type { Plan } from '../../types.ts'

type Answer = ReadResult<'lens', 'quote'>

/** Instances that would stay unfilled, and why: the one thing to change so that `offer` (0 for none) would do. */
export type Unfilled = Omit<Answer['unfilled'][number], 'reason'> & { reason: UnfilledReason }

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

function reasonName(reason: number): UnfilledReason {
  const name = REASONS[reason]
  if (!name) throw new BourseError(`the lens gave reason ${reason}, which this version does not know`, { kind: 'bug' })
  return name
}

/** What {@link quote} takes. */
export type QuoteParameters = Own & ReadParameters
/** What {@link quote} answers. */
export type QuoteReturnType = Omit<Answer, 'unfilled'> & { unfilled: readonly Unfilled[] }
/** What {@link quote} may throw. */
export type QuoteErrorType = ReadErrorType

/**
 * What opening a deal would lease now at which price, and why each other instance would stay unfilled.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded; reasons by name
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
  result: (answer: Answer): QuoteReturnType => ({
    ...answer,
    unfilled: answer.unfilled.map((one) => ({ ...one, reason: reasonName(one.reason) })),
  }),
  args: ({ plan, hints = [], limit = NO_LIMIT, maxSteps = DEFAULT_MAX_STEPS }: Own) => [plan, hints, limit, maxSteps],
})
