import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link release} takes. */
export type ReleaseParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ReleaseReturnType = Hash
/** What {@link release} may throw. */
export type ReleaseErrorType = WriteErrorType

/**
 * Settles a lease that is over and returns its units to the offer.
 * Anyone may.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `LeaseReleased`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { release } from '@lambda-bourse/sdk'
 * const { event } = await release.andWait(client, { deployment, lease: 256 })
 * ```
 */
export const release = defineWrite({
  contract: 'bourse',
  functionName: 'release',
  args: ({ lease }: Own) => [lease],
  event: 'LeaseReleased',
})
