import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getMarketOwner} takes. */
export type GetMarketOwnerParameters = ReadParameters
/** What {@link getMarketOwner} answers. */
export type GetMarketOwnerReturnType = ReadResult<'bourse', 'owner'>
/** What {@link getMarketOwner} may throw. */
export type GetMarketOwnerErrorType = ReadErrorType

/**
 * Who may pause what is new; the zero address for nobody.
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getMarketOwner } from '@lambda-bourse/sdk'
 * const answer = await getMarketOwner(client, { deployment })
 * ```
 */
export const getMarketOwner = defineRead({
  contract: 'bourse',
  functionName: 'owner',
  args: (_parameters: object) => [],
})
