import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link getOpenCases} takes. */
export type GetOpenCasesParameters = Own & ReadParameters
/** What {@link getOpenCases} answers. */
export type GetOpenCasesReturnType = ReadResult<'faults', 'openCases'>
/** What {@link getOpenCases} may throw. */
export type GetOpenCasesErrorType = ReadErrorType

/**
 * Cases against a provider that are neither answered nor expired.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOpenCases } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getOpenCases>[1]) => getOpenCases(client, { deployment, ...parameters })
 * ```
 */
export const getOpenCases = defineRead({
  contract: 'faults',
  functionName: 'openCases',
  args: ({ provider }: Own) => [provider],
})
