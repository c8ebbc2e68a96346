import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the trial. */
  id: bigint
  /** Provider id of the juror. */
  juror: number
  /** Of `getVoteCommitment`. */
  commitment: Hex
}

/** What {@link commitVote} takes. */
export type CommitVoteParameters = Own & WriteParameters
/** Hash of the transaction. */
export type CommitVoteReturnType = Hash
/** What {@link commitVote} may throw. */
export type CommitVoteErrorType = WriteErrorType

/**
 * Commits a juror to what it found. Sent by its owner or its operator.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Committed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { commitVote } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof commitVote.andWait>[1]) => commitVote.andWait(client, { deployment, ...parameters })
 * ```
 */
export const commitVote = defineWrite({
  contract: 'jury',
  functionName: 'commit',
  args: ({ id, juror, commitment }: Own) => [id, juror, commitment],
  event: 'Committed',
})
