import type { Hex } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Content hash of the response. */
  responseHash: Hex
  fuel: bigint
  /** As in the receipt, 0 to 5. */
  status: number
}

/** What {@link getAnswerId} takes. */
export type GetAnswerIdParameters = Own & ReadParameters
/** What {@link getAnswerId} answers. */
export type GetAnswerIdReturnType = ReadResult<'jury', 'answerOf'>
/** What {@link getAnswerId} may throw. */
export type GetAnswerIdErrorType = ReadErrorType

/**
 * The hash by which jurors' answers, and what a receipt says, are compared.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getAnswerId } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getAnswerId>[1]) => getAnswerId(client, { deployment, ...parameters })
 * ```
 */
export const getAnswerId = defineRead({
  contract: 'jury',
  functionName: 'answerOf',
  args: ({ responseHash, fuel, status }: Own) => [responseHash, fuel, status],
})
