import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import { DEFAULT_MAX_STEPS, NO_LIMIT } from '../../internal/matching.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
  /** Offer ids to try instead of walking the book; only the deal owner and its delegates may give them. */
  hints?: readonly number[]
  /** The most that all leases of this call may cost together, micro-USDC. Default: no limit. */
  limit?: bigint
  /** The most offers a walk looks at. Default {@link DEFAULT_MAX_STEPS}. */
  maxSteps?: bigint
}

/** What {@link replaceLease} takes. */
export type ReplaceLeaseParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ReplaceLeaseReturnType = Hash
/** What {@link replaceLease} may throw. */
export type ReplaceLeaseErrorType = WriteErrorType

/**
 * Ends a lease and leases its instances anew.
 * The owner may any time; anyone may once the provider has ended, by walking the book.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `LeaseCut`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { replaceLease } from '@lambda-bourse/sdk'
 * const { event } = await replaceLease.andWait(client, { deployment, lease: 256 })
 * ```
 */
export const replaceLease = defineWrite({
  contract: 'bourse',
  functionName: 'replaceLease',
  args: ({ lease, hints = [], limit = NO_LIMIT, maxSteps = DEFAULT_MAX_STEPS }: Own) => [lease, hints, limit, maxSteps],
  event: 'LeaseCut',
})
