import type { Hex } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Request id. */
  id: bigint
  /** Provider id. */
  provider: number
  /** Of the receipt. */
  status: number
  /** Content hash of the answer. */
  responseHash: Hex
  /** 32 random bytes. */
  salt: Hex
}

/** What {@link getAnswerCommitment} takes. */
export type GetAnswerCommitmentParameters = Own & ReadParameters
/** What {@link getAnswerCommitment} answers. */
export type GetAnswerCommitmentReturnType = ReadResult<'requests', 'commitmentOf'>
/** What {@link getAnswerCommitment} may throw. */
export type GetAnswerCommitmentErrorType = ReadErrorType

/**
 * What a provider commits to, as the contract computes it; {@link answerCommitment} needs no chain.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getAnswerCommitment } from '@lambda-bourse/sdk'
 * const answer = await getAnswerCommitment(client, { deployment, id: 1n, provider: 1, status: 0, responseHash, salt })
 * ```
 */
export const getAnswerCommitment = defineRead({
  contract: 'requests',
  functionName: 'commitmentOf',
  args: ({ id, provider, status, responseHash, salt }: Own) => [id, provider, status, responseHash, salt],
})
