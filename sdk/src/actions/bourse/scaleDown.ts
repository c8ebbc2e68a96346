import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
  /** How many of the lease's instances go. */
  instances: number
}

/** What {@link scaleDown} takes. */
export type ScaleDownParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ScaleDownReturnType = Hash
/** What {@link scaleDown} may throw. */
export type ScaleDownErrorType = WriteErrorType

/**
 * Ends so many instances of a lease with the running epoch, as cancelling does, and returns their money.
 * Unless it is all of them, they become a lease of their own first (event `LeaseSplit`).
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `LeaseCut`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { scaleDown } from '@lambda-bourse/sdk'
 * const { event } = await scaleDown.andWait(client, { deployment, lease: 256, instances: 1 })
 * ```
 */
export const scaleDown = defineWrite({
  contract: 'bourse',
  functionName: 'scaleDown',
  args: ({ lease, instances }: Own) => [lease, instances],
  event: 'LeaseCut',
})
