import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { AnswerProposal, ExecutionRequest } from '../../types.ts'

type Own = {
  /** The request, as the event `Requested` has it. */
  request: ExecutionRequest
  /** The waiting answer, as the event `Proposed` has it. */
  proposal: AnswerProposal
}

/** What {@link rejectAnswer} takes. */
export type RejectAnswerParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RejectAnswerReturnType = Hash
/** What {@link rejectAnswer} may throw. */
export type RejectAnswerErrorType = WriteErrorType

/**
 * Gives the fee back where one of those who gave a waiting answer was convicted. Anyone may send it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Rejected`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { rejectAnswer } from '@lambda-bourse/sdk'
 * const { event } = await rejectAnswer.andWait(client, { deployment, request, proposal })
 * ```
 */
export const rejectAnswer = defineWrite({
  contract: 'requests',
  functionName: 'reject',
  args: ({ request, proposal }: Own) => [request, proposal],
  event: 'Rejected',
})
