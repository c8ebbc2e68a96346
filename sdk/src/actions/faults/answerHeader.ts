import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { Batch } from '../../receipts/batch.ts'
import type { HeaderProof } from '../../receipts/proofs.ts'

type Own = {
  batch: Batch
  /** As the leaf holds it, 65 bytes. */
  signature: Hex
  proof: HeaderProof
}

/** What {@link answerHeader} takes. */
export type AnswerHeaderParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AnswerHeaderReturnType = Hash
/** What {@link answerHeader} may throw. */
export type AnswerHeaderErrorType = WriteErrorType

/**
 * Shows the place of a header that was asked for. Anybody may; who does is paid from the deposit.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `HeaderAnswered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { answerHeader } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof answerHeader.andWait>[1]) => answerHeader.andWait(client, { deployment, ...parameters })
 * ```
 */
export const answerHeader = defineWrite({
  contract: 'faults',
  functionName: 'answerHeader',
  args: ({ batch, signature, proof: { root, path } }: Own) => [batch, signature, root, path],
  event: 'HeaderAnswered',
})
