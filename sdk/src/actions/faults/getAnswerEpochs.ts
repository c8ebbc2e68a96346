import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getAnswerEpochs} takes. */
export type GetAnswerEpochsParameters = ReadParameters
/** What {@link getAnswerEpochs} answers. */
export type GetAnswerEpochsReturnType = ReadResult<'faults', 'answerEpochs'>
/** What {@link getAnswerEpochs} may throw. */
export type GetAnswerEpochsErrorType = ReadErrorType

/**
 * D: an answer counts in the epoch of the ask and so many after it.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getAnswerEpochs } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getAnswerEpochs>[1]) => getAnswerEpochs(client, { deployment, ...parameters })
 * ```
 */
export const getAnswerEpochs = defineRead({
  contract: 'faults',
  functionName: 'answerEpochs',
  args: () => [],
})
