import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getJuryTurn} takes. */
export type GetJuryTurnParameters = ReadParameters
/** What {@link getJuryTurn} answers. */
export type GetJuryTurnReturnType = ReadResult<'jury', 'turn'>
/** What {@link getJuryTurn} may throw. */
export type GetJuryTurnErrorType = ReadErrorType

/**
 * How many epochs, after the one in which it begins, a turn of a trial lasts.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJuryTurn } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJuryTurn>[1]) => getJuryTurn(client, { deployment, ...parameters })
 * ```
 */
export const getJuryTurn = defineRead({
  contract: 'jury',
  functionName: 'turn',
  args: () => [],
})
