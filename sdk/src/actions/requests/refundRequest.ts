import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { ExecutionRequest } from '../../types.ts'

type Own = {
  /** The request, as the event `Requested` has it. */
  request: ExecutionRequest
}

/** What {@link refundRequest} takes. */
export type RefundRequestParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RefundRequestReturnType = Hash
/** What {@link refundRequest} may throw. */
export type RefundRequestErrorType = WriteErrorType

/**
 * Gives the fee of a request that nobody answered by its deadline back to its consumer. Anyone may send it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Refunded`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { refundRequest } from '@lambda-bourse/sdk'
 * const { event } = await refundRequest.andWait(client, { deployment, request })
 * ```
 */
export const refundRequest = defineWrite({
  contract: 'requests',
  functionName: 'refund',
  args: ({ request }: Own) => [request],
  event: 'Refunded',
})
