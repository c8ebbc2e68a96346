import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Owner or operator. */
  account: Address
}

/** What {@link getProviderId} takes. */
export type GetProviderIdParameters = Own & ReadParameters
/** What {@link getProviderId} answers. */
export type GetProviderIdReturnType = ReadResult<'lens', 'providerOf'>
/** What {@link getProviderId} may throw. */
export type GetProviderIdErrorType = ReadErrorType

/**
 * The provider id of an owner or operator; 0 for none.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getProviderId } from '@lambda-bourse/sdk'
 * const answer = await getProviderId(client, { deployment, account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const getProviderId = defineRead({
  contract: 'lens',
  functionName: 'providerOf',
  args: ({ account }: Own) => [account],
})
