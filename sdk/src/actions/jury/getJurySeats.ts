import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getJurySeats} takes. */
export type GetJurySeatsParameters = ReadParameters
/** What {@link getJurySeats} answers. */
export type GetJurySeatsReturnType = ReadResult<'jury', 'seats'>
/** What {@link getJurySeats} may throw. */
export type GetJurySeatsErrorType = ReadErrorType

/**
 * How many jurors a trial has. More than half of them have to say the same.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJurySeats } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJurySeats>[1]) => getJurySeats(client, { deployment, ...parameters })
 * ```
 */
export const getJurySeats = defineRead({
  contract: 'jury',
  functionName: 'seats',
  args: () => [],
})
