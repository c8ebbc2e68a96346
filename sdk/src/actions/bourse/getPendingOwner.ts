import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getPendingOwner} takes. */
export type GetPendingOwnerParameters = ReadParameters
/** What {@link getPendingOwner} answers. */
export type GetPendingOwnerReturnType = ReadResult<'bourse', 'pendingOwner'>
/** What {@link getPendingOwner} may throw. */
export type GetPendingOwnerErrorType = ReadErrorType

/**
 * To whom the right to pause is offered; the zero address for nobody.
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getPendingOwner } from '@lambda-bourse/sdk'
 * const answer = await getPendingOwner(client, { deployment })
 * ```
 */
export const getPendingOwner = defineRead({
  contract: 'bourse',
  functionName: 'pendingOwner',
  args: (_parameters: object) => [],
})
