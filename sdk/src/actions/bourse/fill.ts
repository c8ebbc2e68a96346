import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import { DEFAULT_MAX_STEPS, NO_LIMIT } from '../../internal/matching.ts'

type Own = {
  /** Deal id. */
  deal: number
  /** Offer ids to try instead of walking the book; only the deal owner and its delegates may give them. */
  hints?: readonly number[]
  /** The most that all leases of this call may cost together, micro-USDC. Default: no limit. */
  limit?: bigint
  /** The most offers a walk looks at. Default {@link DEFAULT_MAX_STEPS}. */
  maxSteps?: bigint
}

/** What {@link fill} takes. */
export type FillParameters = Own & WriteParameters
/** Hash of the transaction. */
export type FillReturnType = Hash
/** What {@link fill} may throw. */
export type FillErrorType = WriteErrorType

/**
 * Goes on matching a deal's unfilled instances.
 * Anyone may walk the book for a deal. The event is its first new lease; undefined when nothing matched.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Leased`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { fill } from '@lambda-bourse/sdk'
 * const { event } = await fill.andWait(client, { deployment, deal: 1 })
 * ```
 */
export const fill = defineWrite({
  contract: 'bourse',
  functionName: 'fill',
  args: ({ deal, hints = [], limit = NO_LIMIT, maxSteps = DEFAULT_MAX_STEPS }: Own) => [deal, hints, limit, maxSteps],
  event: 'Leased',
  mayBeSilent: true,
})
