import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

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

/** What {@link revealVote} takes. */
export type RevealVoteParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RevealVoteReturnType = Hash
/** What {@link revealVote} may throw. */
export type RevealVoteErrorType = WriteErrorType

/**
 * Shows what a juror committed to, when commits have ended. Anybody may.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Revealed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { revealVote } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof revealVote.andWait>[1]) => revealVote.andWait(client, { deployment, ...parameters })
 * ```
 */
export const revealVote = defineWrite({
  contract: 'jury',
  functionName: 'reveal',
  args: ({ id, juror, responseHash, fuel, status, salt }: Own) => [id, juror, responseHash, fuel, status, salt],
  event: 'Revealed',
})
