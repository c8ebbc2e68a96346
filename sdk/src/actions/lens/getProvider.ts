import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link getProvider} takes. */
export type GetProviderParameters = Own & ReadParameters
/** What {@link getProvider} answers. */
export type GetProviderReturnType = ReadResult<'lens', 'provider'>
/** What {@link getProvider} may throw. */
export type GetProviderErrorType = ReadErrorType

/**
 * A provider: keys, endpoint, stake, epochs, earnings.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getProvider } from '@lambda-bourse/sdk'
 * const answer = await getProvider(client, { deployment, provider: 1 })
 * ```
 */
export const getProvider = defineRead({
  contract: 'lens',
  functionName: 'provider',
  args: ({ provider }: Own) => [provider],
})
