import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Function id. */
  functionId: bigint
}

/** What {@link getFunctionName} takes. */
export type GetFunctionNameParameters = Own & ReadParameters
/** What {@link getFunctionName} answers. */
export type GetFunctionNameReturnType = ReadResult<'registry', 'nameOf'>
/** What {@link getFunctionName} may throw. */
export type GetFunctionNameErrorType = ReadErrorType

/**
 * The name of a function.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getFunctionName } from '@lambda-bourse/sdk'
 * const answer = await getFunctionName(client, { deployment, functionId: 1n })
 * ```
 */
export const getFunctionName = defineRead({
  contract: 'registry',
  functionName: 'nameOf',
  args: ({ functionId }: Own) => [functionId],
})
