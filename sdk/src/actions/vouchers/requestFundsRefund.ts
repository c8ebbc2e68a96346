import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link requestFundsRefund} takes. */
export type RequestFundsRefundParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RequestFundsRefundReturnType = Hash
/** What {@link requestFundsRefund} may throw. */
export type RequestFundsRefundErrorType = WriteErrorType

/**
 * Gives notice: after `getVoucherNotice` epochs `refundFunds` returns the rest of what the sender set aside.
 * The event is undefined when a notice runs already.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `RefundRequested`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { requestFundsRefund } from '@lambda-bourse/sdk'
 * const { event } = await requestFundsRefund.andWait(client, { deployment, lease: 256 })
 * ```
 */
export const requestFundsRefund = defineWrite({
  contract: 'vouchers',
  functionName: 'requestRefund',
  args: ({ lease }: Own) => [lease],
  event: 'RefundRequested',
  mayBeSilent: true,
})
