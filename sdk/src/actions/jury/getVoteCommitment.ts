import type { Hex } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Of the trial. */
  id: bigint
  /** Provider id of the juror. */
  juror: number
  /** Content hash of the response. */
  responseHash: Hex
  fuel: bigint
  /** As in the receipt, 0 to 5. */
  status: number
  /** 32 bytes that nobody else knows. */
  salt: Hex
}

/** What {@link getVoteCommitment} takes. */
export type GetVoteCommitmentParameters = Own & ReadParameters
/** What {@link getVoteCommitment} answers. */
export type GetVoteCommitmentReturnType = ReadResult<'jury', 'commitmentOf'>
/** What {@link getVoteCommitment} may throw. */
export type GetVoteCommitmentErrorType = ReadErrorType

/**
 * What a juror commits to: nobody else can open it.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getVoteCommitment } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getVoteCommitment>[1]) => getVoteCommitment(client, { deployment, ...parameters })
 * ```
 */
export const getVoteCommitment = defineRead({
  contract: 'jury',
  functionName: 'commitmentOf',
  args: ({ id, juror, responseHash, fuel, status, salt }: Own) => [id, juror, responseHash, fuel, status, salt],
})
