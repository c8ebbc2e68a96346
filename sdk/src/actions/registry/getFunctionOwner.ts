import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Function id. */
  functionId: bigint
}

/** What {@link getFunctionOwner} takes. */
export type GetFunctionOwnerParameters = Own & ReadParameters
/** What {@link getFunctionOwner} answers. */
export type GetFunctionOwnerReturnType = ReadResult<'registry', 'ownerOf'>
/** What {@link getFunctionOwner} may throw. */
export type GetFunctionOwnerErrorType = ReadErrorType

/**
 * The owner of a function.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getFunctionOwner } from '@lambda-bourse/sdk'
 * const answer = await getFunctionOwner(client, { deployment, functionId: 1n })
 * ```
 */
export const getFunctionOwner = defineRead({
  contract: 'registry',
  functionName: 'ownerOf',
  args: ({ functionId }: Own) => [functionId],
})
