import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getModules} takes. */
export type GetModulesParameters = ReadParameters
/** What {@link getModules} answers. */
export type GetModulesReturnType = ReadResult<'bourse', 'modules'>
/** What {@link getModules} may throw. */
export type GetModulesErrorType = ReadErrorType

/**
 * The registry, and the contracts beside the Bourse that have rights in it; the zero address for one that is not there.
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getModules } from '@lambda-bourse/sdk'
 * const answer = await getModules(client, { deployment })
 * ```
 */
export const getModules = defineRead({
  contract: 'bourse',
  functionName: 'modules',
  args: (_parameters: object) => [],
})
