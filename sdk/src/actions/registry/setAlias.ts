import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import { encodeAlias } from '../../plan/alias.ts'

type Own = {
  /** Function id. */
  functionId: bigint
  /** 1 to 24 ASCII characters, for example `live`. */
  alias: string
  /** Version number; 0 removes the alias. */
  version: number
}

/** What {@link setAlias} takes. */
export type SetAliasParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetAliasReturnType = Hash
/** What {@link setAlias} may throw. */
export type SetAliasErrorType = WriteErrorType

/**
 * Points an alias at a version: promotes or rolls back every deal that names the alias.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `AliasSet`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setAlias } from '@lambda-bourse/sdk'
 * const { event } = await setAlias.andWait(client, { deployment, functionId: 1n, alias: 'live', version: 2 })
 * ```
 */
export const setAlias = defineWrite({
  contract: 'registry',
  functionName: 'setAlias',
  args: ({ functionId, alias, version }: Own) => [functionId, encodeAlias(alias), version],
  event: 'AliasSet',
})
