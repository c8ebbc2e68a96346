import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { LeafProof } from '../../receipts/proofs.ts'

type Own = {
  /** Provider id. */
  provider: number
  proof: LeafProof
}

/** What {@link answerLeaf} takes. */
export type AnswerLeafParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AnswerLeafReturnType = Hash
/** What {@link answerLeaf} may throw. */
export type AnswerLeafErrorType = WriteErrorType

/**
 * Shows the leaf of a lease that was asked for. Anybody may; who does is paid from the deposit.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `LeafAnswered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { answerLeaf } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof answerLeaf.andWait>[1]) => answerLeaf.andWait(client, { deployment, ...parameters })
 * ```
 */
export const answerLeaf = defineWrite({
  contract: 'faults',
  functionName: 'answerLeaf',
  args: ({ provider, proof: { summary, root, place } }: Own) => [
    provider,
    { ...summary, size: summary.bytes },
    root,
    place,
  ],
  event: 'LeafAnswered',
})
