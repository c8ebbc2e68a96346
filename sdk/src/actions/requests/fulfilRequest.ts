import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { SignedReceiptWire } from '../../requests/wire.ts'
import { toWireHex } from '../../requests/wire.ts'
import type { ExecutionRequest } from '../../types.ts'

type Own = {
  /** The request, as the event `Requested` has it. */
  request: ExecutionRequest
  /** The signed receipt: bytes, or the value of the header `bourse-receipt`. */
  receipt: SignedReceiptWire
  /** The response, at most 4 KiB. */
  answer: Hex
}

/** What {@link fulfilRequest} takes. */
export type FulfilRequestParameters = Own & WriteParameters
/** Hash of the transaction. */
export type FulfilRequestReturnType = Hash
/** What {@link fulfilRequest} may throw. */
export type FulfilRequestErrorType = WriteErrorType

/**
 * Answers a request with a quorum of 1. The sender is the operator or the owner of a provider with a live lease of the
 * request's deal.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Answered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { fulfilRequest } from '@lambda-bourse/sdk'
 * const { event } = await fulfilRequest.andWait(client, { deployment, request, receipt, answer })
 * ```
 */
export const fulfilRequest = defineWrite({
  contract: 'requests',
  functionName: 'fulfil',
  args: ({ request, receipt, answer }: Own) => [request, toWireHex(receipt), answer],
  event: 'Answered',
})
