import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getOwner} takes. */
export type GetOwnerParameters = ReadParameters
/** What {@link getOwner} answers. */
export type GetOwnerReturnType = ReadResult<'bourse', 'owner'>
/** What {@link getOwner} may throw. */
export type GetOwnerErrorType = ReadErrorType

/**
 * Who may pause what is new; that is the only right of that account.
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOwner } from '@lambda-bourse/sdk'
 * const answer = await getOwner(client, { deployment })
 * ```
 */
export const getOwner = defineRead({
  contract: 'bourse',
  functionName: 'owner',
  args: (_parameters: object) => [],
})
