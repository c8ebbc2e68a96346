import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getDisputeClock} takes. */
export type GetDisputeClockParameters = ReadParameters
/** What {@link getDisputeClock} answers. */
export type GetDisputeClockReturnType = ReadResult<'disputes', 'clock'>
/** What {@link getDisputeClock} may throw. */
export type GetDisputeClockErrorType = ReadErrorType

/**
 * Seconds that each side has for all its moves of a game.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getDisputeClock } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getDisputeClock>[1]) => getDisputeClock(client, { deployment, ...parameters })
 * ```
 */
export const getDisputeClock = defineRead({
  contract: 'disputes',
  functionName: 'clock',
  args: () => [],
})
