import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
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

/** What {@link openDeal} takes. */
export type OpenDealParameters = Own & WriteParameters
/** Hash of the transaction. */
export type OpenDealReturnType = Hash
/** What {@link openDeal} may throw. */
export type OpenDealErrorType = WriteErrorType

/**
 * Escrows a plan's whole cost from the sender's balance and leases what matches at once.
 * The new id is `deal` of the event; `quote` says beforehand what would match.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DealOpened`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { openDeal } from '@lambda-bourse/sdk'
 * const { event } = await openDeal.andWait(client, { deployment, plan })
 * ```
 */
export const openDeal = defineWrite({
  contract: 'bourse',
  functionName: 'openDeal',
  args: ({ plan, hints = [], limit = NO_LIMIT, maxSteps = DEFAULT_MAX_STEPS }: Own) => [plan, hints, limit, maxSteps],
  event: 'DealOpened',
})
