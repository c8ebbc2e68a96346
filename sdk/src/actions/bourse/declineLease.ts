import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link declineLease} takes. */
export type DeclineLeaseParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DeclineLeaseReturnType = Hash
/** What {@link declineLease} may throw. */
export type DeclineLeaseErrorType = WriteErrorType

/**
 * A provider's owner or operator gives a lease up: free before its start and until the end of the epoch after a change
 * of its alias, else for one epoch's price. It is counted, and no epoch is missed for it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `LeaseDeclined`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { declineLease } from '@lambda-bourse/sdk'
 * const { event } = await declineLease.andWait(client, { deployment, lease: 256 })
 * ```
 */
export const declineLease = defineWrite({
  contract: 'bourse',
  functionName: 'decline',
  args: ({ lease }: Own) => [lease],
  event: 'LeaseDeclined',
})
