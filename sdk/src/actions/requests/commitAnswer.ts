import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { ExecutionRequest } from '../../types.ts'

type Own = {
  /** The request, as the event `Requested` has it. */
  request: ExecutionRequest
  /** The sender's lease of the request's deal. */
  lease: number
  /** Of {@link answerCommitment}. */
  commitment: Hex
}

/** What {@link commitAnswer} takes. */
export type CommitAnswerParameters = Own & WriteParameters
/** Hash of the transaction. */
export type CommitAnswerReturnType = Hash
/** What {@link commitAnswer} may throw. */
export type CommitAnswerErrorType = WriteErrorType

/**
 * Takes a seat of a request with a larger quorum.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Committed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { commitAnswer } from '@lambda-bourse/sdk'
 * const { event } = await commitAnswer.andWait(client, { deployment, request, lease, commitment })
 * ```
 */
export const commitAnswer = defineWrite({
  contract: 'requests',
  functionName: 'commit',
  args: ({ request, lease, commitment }: Own) => [request, lease, commitment],
  event: 'Committed',
})
