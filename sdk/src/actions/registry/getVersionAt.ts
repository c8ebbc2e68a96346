import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'
import { encodeAlias } from '../../plan/alias.ts'

type Own = {
  /** Function id. */
  functionId: bigint
  /** 1 to 24 ASCII characters, for example `live`. */
  alias: string
  /** Seconds since 1970. */
  second: bigint
}

/** What {@link getVersionAt} takes. */
export type GetVersionAtParameters = Own & ReadParameters
/** What {@link getVersionAt} answers. */
export type GetVersionAtReturnType = ReadResult<'registry', 'versionAt'>
/** What {@link getVersionAt} may throw. */
export type GetVersionAtErrorType = ReadErrorType

/**
 * The version that an alias named when a second began: by its last change before that, 0 for none. A canary is of the
 * version at its epoch's start.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getVersionAt } from '@lambda-bourse/sdk'
 * const number = await getVersionAt(client, { deployment, functionId: 1n, alias: 'live', second: 1_760_000_000n })
 * ```
 */
export const getVersionAt = defineRead({
  contract: 'registry',
  functionName: 'versionAt',
  args: ({ functionId, alias, second }: Own) => [functionId, encodeAlias(alias), second],
})
