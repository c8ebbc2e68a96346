import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { ContentPiece } from '../../receipts/piece.ts'

type Own = {
  /** Provider id. */
  provider: number
  /** Of the content, as the receipt has it. */
  hash: Hex
  /** Of `contentPiece`. */
  piece: ContentPiece
}

/** What {@link answerContent} takes. */
export type AnswerContentParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AnswerContentReturnType = Hash
/** What {@link answerContent} may throw. */
export type AnswerContentErrorType = WriteErrorType

/**
 * Shows bytes that were asked for. Anybody may; who does is paid from the deposit.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `ContentAnswered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { answerContent } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof answerContent.andWait>[1]) => answerContent.andWait(client, { deployment, ...parameters })
 * ```
 */
export const answerContent = defineWrite({
  contract: 'faults',
  functionName: 'answerContent',
  args: ({ provider, hash, piece }: Own) => [provider, hash, piece],
  event: 'ContentAnswered',
})
