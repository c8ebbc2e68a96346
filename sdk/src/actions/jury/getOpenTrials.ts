import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link getOpenTrials} takes. */
export type GetOpenTrialsParameters = Own & ReadParameters
/** What {@link getOpenTrials} answers. */
export type GetOpenTrialsReturnType = ReadResult<'jury', 'openTrials'>
/** What {@link getOpenTrials} may throw. */
export type GetOpenTrialsErrorType = ReadErrorType

/**
 * How many trials of a provider are not over.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOpenTrials } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getOpenTrials>[1]) => getOpenTrials(client, { deployment, ...parameters })
 * ```
 */
export const getOpenTrials = defineRead({
  contract: 'jury',
  functionName: 'openTrials',
  args: ({ provider }: Own) => [provider],
})
