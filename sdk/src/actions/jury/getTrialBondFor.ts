import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
  /** wei per gas */
  baseFee: bigint
}

/** What {@link getTrialBondFor} takes. */
export type GetTrialBondForParameters = Own & ReadParameters
/** What {@link getTrialBondFor} answers. */
export type GetTrialBondForReturnType = ReadResult<'jury', 'bondFor'>
/** What {@link getTrialBondFor} may throw. */
export type GetTrialBondForErrorType = ReadErrorType

/**
 * What the next challenger of a provider has to put in at a base fee, wei: the n-th that is open costs n times as
 * much.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getTrialBondFor } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getTrialBondFor>[1]) => getTrialBondFor(client, { deployment, ...parameters })
 * ```
 */
export const getTrialBondFor = defineRead({
  contract: 'jury',
  functionName: 'bondFor',
  args: ({ provider, baseFee }: Own) => [provider, baseFee],
})
