import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  account: Address
}

/** What {@link getOwedByJury} takes. */
export type GetOwedByJuryParameters = Own & ReadParameters
/** What {@link getOwedByJury} answers. */
export type GetOwedByJuryReturnType = ReadResult<'jury', 'owed'>
/** What {@link getOwedByJury} may throw. */
export type GetOwedByJuryErrorType = ReadErrorType

/**
 * Native coin that the jury owes an account, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOwedByJury } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getOwedByJury>[1]) => getOwedByJury(client, { deployment, ...parameters })
 * ```
 */
export const getOwedByJury = defineRead({
  contract: 'jury',
  functionName: 'owed',
  args: ({ account }: Own) => [account],
})
