import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Function id. */
  functionId: bigint
  /** Version number. */
  version: number
}

/** What {@link getVersion} takes. */
export type GetVersionParameters = Own & ReadParameters
/** What {@link getVersion} answers. */
export type GetVersionReturnType = ReadResult<'registry', 'version'>
/** What {@link getVersion} may throw. */
export type GetVersionErrorType = ReadErrorType

/**
 * A version: module and config hashes, kind, ABI version, when it was published.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getVersion } from '@lambda-bourse/sdk'
 * const answer = await getVersion(client, { deployment, functionId: 1n, version: 1 })
 * ```
 */
export const getVersion = defineRead({
  contract: 'registry',
  functionName: 'version',
  args: ({ functionId, version }: Own) => [functionId, version],
})
