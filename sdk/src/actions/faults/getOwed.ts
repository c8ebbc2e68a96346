import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  account: Address
}

/** What {@link getOwed} takes. */
export type GetOwedParameters = Own & ReadParameters
/** What {@link getOwed} answers. */
export type GetOwedReturnType = ReadResult<'faults', 'owed'>
/** What {@link getOwed} may throw. */
export type GetOwedErrorType = ReadErrorType

/**
 * Native coin that Faults owes an account, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOwed } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getOwed>[1]) => getOwed(client, { deployment, ...parameters })
 * ```
 */
export const getOwed = defineRead({
  contract: 'faults',
  functionName: 'owed',
  args: ({ account }: Own) => [account],
})
