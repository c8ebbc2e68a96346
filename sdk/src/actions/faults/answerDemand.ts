import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the case. */
  id: Hex
  /** As on the wire. */
  receipt: Hex
  /** All of it; above 4096 bytes, its length (8 bytes) and the root of its chunks. */
  response: Hex
}

/** What {@link answerDemand} takes. */
export type AnswerDemandParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AnswerDemandReturnType = Hash
/** What {@link answerDemand} may throw. */
export type AnswerDemandErrorType = WriteErrorType

/**
 * Shows the receipt of a demanded request and its response. Anybody may; who does is paid from the deposit.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DemandAnswered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { answerDemand } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof answerDemand.andWait>[1]) => answerDemand.andWait(client, { deployment, ...parameters })
 * ```
 */
export const answerDemand = defineWrite({
  contract: 'faults',
  functionName: 'answerDemand',
  args: ({ id, receipt, response }: Own) => [id, receipt, response],
  event: 'DemandAnswered',
})
