import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getCounts} takes. */
export type GetCountsParameters = ReadParameters
/** What {@link getCounts} answers. */
export type GetCountsReturnType = ReadResult<'lens', 'counts'>
/** What {@link getCounts} may throw. */
export type GetCountsErrorType = ReadErrorType

/**
 * How many providers, offers and deals there ever were, and whether what is new is paused.
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getCounts } from '@lambda-bourse/sdk'
 * const answer = await getCounts(client, { deployment })
 * ```
 */
export const getCounts = defineRead({
  contract: 'lens',
  functionName: 'counts',
  args: (_parameters: object) => [],
})
