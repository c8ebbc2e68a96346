import { type Hash, toHex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** At most 64 KiB. */
  response: Uint8Array
}

/** What {@link showResponse} takes. */
export type ShowResponseParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ShowResponseReturnType = Hash
/** What {@link showResponse} may throw. */
export type ShowResponseErrorType = WriteErrorType

/**
 * Shows a response ahead of `openDispute`, which then takes an empty one: networks refuse transactions that are large enough
 * for a long request and a long response. Anybody may, for all receipts of that response.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `ResponseShown`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { showResponse } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof showResponse.andWait>[1]) => showResponse.andWait(client, { deployment, ...parameters })
 * ```
 */
export const showResponse = defineWrite({
  contract: 'disputes',
  functionName: 'showResponse',
  args: ({ response }: Own) => [toHex(response)],
  event: 'ResponseShown',
})
