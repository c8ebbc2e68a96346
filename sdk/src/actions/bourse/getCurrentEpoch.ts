import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getCurrentEpoch} takes. */
export type GetCurrentEpochParameters = ReadParameters
/** What {@link getCurrentEpoch} answers. */
export type GetCurrentEpochReturnType = ReadResult<'bourse', 'currentEpoch'>
/** What {@link getCurrentEpoch} may throw. */
export type GetCurrentEpochErrorType = ReadErrorType

/**
 * The running epoch, by the chain's clock.
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getCurrentEpoch } from '@lambda-bourse/sdk'
 * const answer = await getCurrentEpoch(client, { deployment })
 * ```
 */
export const getCurrentEpoch = defineRead({
  contract: 'bourse',
  functionName: 'currentEpoch',
  args: (_parameters: object) => [],
})
