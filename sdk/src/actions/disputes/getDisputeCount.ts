import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getDisputeCount} takes. */
export type GetDisputeCountParameters = ReadParameters
/** What {@link getDisputeCount} answers. */
export type GetDisputeCountReturnType = ReadResult<'disputes', 'games'>
/** What {@link getDisputeCount} may throw. */
export type GetDisputeCountErrorType = ReadErrorType

/**
 * How many games were ever opened: ids count from 1.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getDisputeCount } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getDisputeCount>[1]) => getDisputeCount(client, { deployment, ...parameters })
 * ```
 */
export const getDisputeCount = defineRead({
  contract: 'disputes',
  functionName: 'games',
  args: () => [],
})
