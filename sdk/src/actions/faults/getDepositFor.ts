import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** wei per gas */
  baseFee: bigint
}

/** What {@link getDepositFor} takes. */
export type GetDepositForParameters = Own & ReadParameters
/** What {@link getDepositFor} answers. */
export type GetDepositForReturnType = ReadResult<'faults', 'depositFor'>
/** What {@link getDepositFor} may throw. */
export type GetDepositForErrorType = ReadErrorType

/**
 * The least deposit of an ask at a base fee, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getDepositFor } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getDepositFor>[1]) => getDepositFor(client, { deployment, ...parameters })
 * ```
 */
export const getDepositFor = defineRead({
  contract: 'faults',
  functionName: 'depositFor',
  args: ({ baseFee }: Own) => [baseFee],
})
