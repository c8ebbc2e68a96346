import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link refund} takes. */
export type RefundParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RefundReturnType = Hash
/** What {@link refund} may throw. */
export type RefundErrorType = WriteErrorType

/**
 * Credits the deal's owner with price and compensation of the epochs a lease's provider missed.
 * Anyone may. The event is undefined when nothing was owed.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Refunded`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { refund } from '@lambda-bourse/sdk'
 * const { event } = await refund.andWait(client, { deployment, lease: 256 })
 * ```
 */
export const refund = defineWrite({
  contract: 'bourse',
  functionName: 'refund',
  args: ({ lease }: Own) => [lease],
  event: 'Refunded',
  mayBeSilent: true,
})
