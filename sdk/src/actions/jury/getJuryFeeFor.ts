import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** wei per gas */
  baseFee: bigint
}

/** What {@link getJuryFeeFor} takes. */
export type GetJuryFeeForParameters = Own & ReadParameters
/** What {@link getJuryFeeFor} answers. */
export type GetJuryFeeForReturnType = ReadResult<'jury', 'feeFor'>
/** What {@link getJuryFeeFor} may throw. */
export type GetJuryFeeForErrorType = ReadErrorType

/**
 * What a seat pays at a base fee, and what it costs who is silent or in the minority, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJuryFeeFor } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJuryFeeFor>[1]) => getJuryFeeFor(client, { deployment, ...parameters })
 * ```
 */
export const getJuryFeeFor = defineRead({
  contract: 'jury',
  functionName: 'feeFor',
  args: ({ baseFee }: Own) => [baseFee],
})
