import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
  /** wei per gas */
  baseFee: bigint
}

/** What {@link getDisputeBond} takes. */
export type GetDisputeBondParameters = Own & ReadParameters
/** What {@link getDisputeBond} answers. */
export type GetDisputeBondReturnType = ReadResult<'disputes', 'bondFor'>
/** What {@link getDisputeBond} may throw. */
export type GetDisputeBondErrorType = ReadErrorType

/**
 * The least bond of the next game on a provider at a base fee, wei.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getDisputeBond } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getDisputeBond>[1]) => getDisputeBond(client, { deployment, ...parameters })
 * ```
 */
export const getDisputeBond = defineRead({
  contract: 'disputes',
  functionName: 'bondFor',
  args: ({ provider, baseFee }: Own) => [provider, baseFee],
})
