import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link getOpenDisputes} takes. */
export type GetOpenDisputesParameters = Own & ReadParameters
/** What {@link getOpenDisputes} answers. */
export type GetOpenDisputesReturnType = ReadResult<'disputes', 'openGames'>
/** What {@link getOpenDisputes} may throw. */
export type GetOpenDisputesErrorType = ReadErrorType

/**
 * Games on a provider that are not over.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOpenDisputes } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getOpenDisputes>[1]) => getOpenDisputes(client, { deployment, ...parameters })
 * ```
 */
export const getOpenDisputes = defineRead({
  contract: 'disputes',
  functionName: 'openGames',
  args: ({ provider }: Own) => [provider],
})
