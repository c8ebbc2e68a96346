import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link refundFunds} takes. */
export type RefundFundsParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RefundFundsReturnType = Hash
/** What {@link refundFunds} may throw. */
export type RefundFundsErrorType = WriteErrorType

/**
 * Returns what the sender set aside for a lease, and nobody redeemed, to its escrow balance, after notice.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `FundsReturned`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { refundFunds } from '@lambda-bourse/sdk'
 * const { event } = await refundFunds.andWait(client, { deployment, lease: 256 })
 * ```
 */
export const refundFunds = defineWrite({
  contract: 'vouchers',
  functionName: 'refund',
  args: ({ lease }: Own) => [lease],
  event: 'FundsReturned',
})
