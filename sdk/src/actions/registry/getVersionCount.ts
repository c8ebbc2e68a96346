import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Function id. */
  functionId: bigint
}

/** What {@link getVersionCount} takes. */
export type GetVersionCountParameters = Own & ReadParameters
/** What {@link getVersionCount} answers. */
export type GetVersionCountReturnType = ReadResult<'registry', 'versionCount'>
/** What {@link getVersionCount} may throw. */
export type GetVersionCountErrorType = ReadErrorType

/**
 * How many versions a function has; they are numbered from 1.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getVersionCount } from '@lambda-bourse/sdk'
 * const answer = await getVersionCount(client, { deployment, functionId: 1n })
 * ```
 */
export const getVersionCount = defineRead({
  contract: 'registry',
  functionName: 'versionCount',
  args: ({ functionId }: Own) => [functionId],
})
