import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Of the trial. */
  id: bigint
  /** Provider id of the juror. */
  juror: number
}

/** What {@link getVote} takes. */
export type GetVoteParameters = Own & ReadParameters
/** What {@link getVote} answers. */
export type GetVoteReturnType = ReadResult<'jury', 'voteOf'>
/** What {@link getVote} may throw. */
export type GetVoteErrorType = ReadErrorType

/**
 * What a juror committed to (highest bit 1) or revealed (highest bit 0); 0 for neither.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getVote } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getVote>[1]) => getVote(client, { deployment, ...parameters })
 * ```
 */
export const getVote = defineRead({
  contract: 'jury',
  functionName: 'voteOf',
  args: ({ id, juror }: Own) => [id, juror],
})
