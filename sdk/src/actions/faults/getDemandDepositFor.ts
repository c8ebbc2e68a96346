import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** wei per gas */
  baseFee: bigint
}

/** What {@link getDemandDepositFor} takes. */
export type GetDemandDepositForParameters = Own & ReadParameters
/** What {@link getDemandDepositFor} answers. */
export type GetDemandDepositForReturnType = ReadResult<'faults', 'demandDepositFor'>
/** What {@link getDemandDepositFor} may throw. */
export type GetDemandDepositForErrorType = ReadErrorType

/**
 * The least deposit of a demand at a base fee, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getDemandDepositFor } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getDemandDepositFor>[1]) => getDemandDepositFor(client, { deployment, ...parameters })
 * ```
 */
export const getDemandDepositFor = defineRead({
  contract: 'faults',
  functionName: 'demandDepositFor',
  args: ({ baseFee }: Own) => [baseFee],
})
