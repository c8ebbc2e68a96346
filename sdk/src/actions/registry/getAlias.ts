import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'
import { encodeAlias } from '../../plan/alias.ts'

type Own = {
  /** Function id. */
  functionId: bigint
  /** 1 to 24 ASCII characters, for example `live`. */
  alias: string
}

/** What {@link getAlias} takes. */
export type GetAliasParameters = Own & ReadParameters
type Answer = ReadResult<'registry', 'aliasOf'>
/** What {@link getAlias} answers. */
export type GetAliasReturnType = {
  /** 0 for none. */
  version: Answer[0]
  /** 0 for none. */
  previous: Answer[1]
  /** Seconds since 1970. */
  changedAt: Answer[2]
}
/** What {@link getAlias} may throw. */
export type GetAliasErrorType = ReadErrorType

/**
 * An alias's version now, the one before (0 for none), and when it changed (seconds since 1970).
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getAlias } from '@lambda-bourse/sdk'
 * const answer = await getAlias(client, { deployment, functionId: 1n, alias: 'live' })
 * ```
 */
export const getAlias = defineRead({
  contract: 'registry',
  functionName: 'aliasOf',
  result: ([version, previous, changedAt]: Answer): GetAliasReturnType => ({ version, previous, changedAt }),
  args: ({ functionId, alias }: Own) => [functionId, encodeAlias(alias)],
})
