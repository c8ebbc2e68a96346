import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getTrialCount} takes. */
export type GetTrialCountParameters = ReadParameters
/** What {@link getTrialCount} answers. */
export type GetTrialCountReturnType = ReadResult<'jury', 'trials'>
/** What {@link getTrialCount} may throw. */
export type GetTrialCountErrorType = ReadErrorType

/**
 * How many trials were ever opened.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getTrialCount } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getTrialCount>[1]) => getTrialCount(client, { deployment, ...parameters })
 * ```
 */
export const getTrialCount = defineRead({
  contract: 'jury',
  functionName: 'trials',
  args: () => [],
})
