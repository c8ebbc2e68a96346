import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { AnswerProposal, ExecutionRequest } from '../../types.ts'

type Own = {
  /** The request, as the event `Requested` has it. */
  request: ExecutionRequest
  /** The waiting answer, as the event `Proposed` has it. */
  proposal: AnswerProposal
  /** The response, at most 4 KiB. */
  answer: Hex
}

/** What {@link deliverAnswer} takes. */
export type DeliverAnswerParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DeliverAnswerReturnType = Hash
/** What {@link deliverAnswer} may throw. */
export type DeliverAnswerErrorType = WriteErrorType

/**
 * Delivers a waiting answer when nobody can dispute it any more. Anyone may send it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Delivered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { deliverAnswer } from '@lambda-bourse/sdk'
 * const { event } = await deliverAnswer.andWait(client, { deployment, request, proposal, answer })
 * ```
 */
export const deliverAnswer = defineWrite({
  contract: 'requests',
  functionName: 'deliver',
  args: ({ request, proposal, answer }: Own) => [request, proposal, answer],
  event: 'Delivered',
})
