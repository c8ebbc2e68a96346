import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import { DEFAULT_MAX_STEPS, NO_LIMIT } from '../../internal/matching.ts'

type Own = {
  /** Deal id. */
  deal: number
  /** How many more. */
  instances: number
  /** Offer ids to try instead of walking the book. */
  hints?: readonly number[]
  /** The most that all leases of this call may cost together, micro-USDC. Default: no limit. */
  limit?: bigint
  /** The most offers a walk looks at. Default {@link DEFAULT_MAX_STEPS}. */
  maxSteps?: bigint
}

/** What {@link scaleUp} takes. */
export type ScaleUpParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ScaleUpReturnType = Hash
/** What {@link scaleUp} may throw. */
export type ScaleUpErrorType = WriteErrorType

/**
 * Asks for more instances until the deal's end, and matches as `openDeal` does.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DealChanged`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { scaleUp } from '@lambda-bourse/sdk'
 * const { event } = await scaleUp.andWait(client, { deployment, deal: 1, instances: 2 })
 * ```
 */
export const scaleUp = defineWrite({
  contract: 'bourse',
  functionName: 'scaleUp',
  args: ({ deal, instances, hints = [], limit = NO_LIMIT, maxSteps = DEFAULT_MAX_STEPS }: Own) => [
    deal,
    instances,
    hints,
    limit,
    maxSteps,
  ],
  event: 'DealChanged',
})
