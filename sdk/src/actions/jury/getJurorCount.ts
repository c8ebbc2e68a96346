import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getJurorCount} takes. */
export type GetJurorCountParameters = ReadParameters
/** What {@link getJurorCount} answers. */
export type GetJurorCountReturnType = ReadResult<'jury', 'jurors'>
/** What {@link getJurorCount} may throw. */
export type GetJurorCountErrorType = ReadErrorType

/**
 * How many jurors are on the list, those that gave notice among them.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJurorCount } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJurorCount>[1]) => getJurorCount(client, { deployment, ...parameters })
 * ```
 */
export const getJurorCount = defineRead({
  contract: 'jury',
  functionName: 'jurors',
  args: () => [],
})
