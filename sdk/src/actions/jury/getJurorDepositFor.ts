import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** wei per gas */
  baseFee: bigint
}

/** What {@link getJurorDepositFor} takes. */
export type GetJurorDepositForParameters = Own & ReadParameters
/** What {@link getJurorDepositFor} answers. */
export type GetJurorDepositForReturnType = ReadResult<'jury', 'depositFor'>
/** What {@link getJurorDepositFor} may throw. */
export type GetJurorDepositForErrorType = ReadErrorType

/**
 * The least deposit of a juror at a base fee, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJurorDepositFor } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJurorDepositFor>[1]) => getJurorDepositFor(client, { deployment, ...parameters })
 * ```
 */
export const getJurorDepositFor = defineRead({
  contract: 'jury',
  functionName: 'depositFor',
  args: ({ baseFee }: Own) => [baseFee],
})
