import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  account: Address
}

/** What {@link getBondsOwed} takes. */
export type GetBondsOwedParameters = Own & ReadParameters
/** What {@link getBondsOwed} answers. */
export type GetBondsOwedReturnType = ReadResult<'disputes', 'owed'>
/** What {@link getBondsOwed} may throw. */
export type GetBondsOwedErrorType = ReadErrorType

/**
 * Native coin that `withdrawBonds` would send to an account, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getBondsOwed } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getBondsOwed>[1]) => getBondsOwed(client, { deployment, ...parameters })
 * ```
 */
export const getBondsOwed = defineRead({
  contract: 'disputes',
  functionName: 'owed',
  args: ({ account }: Own) => [account],
})
