import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getCounts} takes. */
export type GetCountsParameters = ReadParameters
type Answer = ReadResult<'lens', 'counts'>
/** What {@link getCounts} answers. */
export type GetCountsReturnType = {
  providers: Answer[0]
  offers: Answer[1]
  deals: Answer[2]
  paused: Answer[3]
}
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
  result: ([providers, offers, deals, paused]: Answer): GetCountsReturnType => ({ providers, offers, deals, paused }),
  args: (_parameters: object) => [],
})
