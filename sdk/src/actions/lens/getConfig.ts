import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getConfig} takes. */
export type GetConfigParameters = ReadParameters
type Answer = ReadResult<'lens', 'config'>
/** What {@link getConfig} answers. */
export type GetConfigReturnType = {
  /** Immutable parameters. */
  config: Answer[0]
  /** Start of epoch 1, seconds since 1970. */
  genesis: Answer[1]
}
/** What {@link getConfig} may throw. */
export type GetConfigErrorType = ReadErrorType

/**
 * The market's immutable parameters, and when epoch 1 began (seconds since 1970).
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getConfig } from '@lambda-bourse/sdk'
 * const answer = await getConfig(client, { deployment })
 * ```
 */
export const getConfig = defineRead({
  contract: 'lens',
  functionName: 'config',
  result: ([config, genesis]: Answer): GetConfigReturnType => ({ config, genesis }),
  args: (_parameters: object) => [],
})
