import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getPendingMarketOwner} takes. */
export type GetPendingMarketOwnerParameters = ReadParameters
/** What {@link getPendingMarketOwner} answers. */
export type GetPendingMarketOwnerReturnType = ReadResult<'bourse', 'pendingOwner'>
/** What {@link getPendingMarketOwner} may throw. */
export type GetPendingMarketOwnerErrorType = ReadErrorType

/**
 * Who may accept the right to pause; the zero address for nobody.
 *
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getPendingMarketOwner } from '@lambda-bourse/sdk'
 * const answer = await getPendingMarketOwner(client, { deployment })
 * ```
 */
export const getPendingMarketOwner = defineRead({
  contract: 'bourse',
  functionName: 'pendingOwner',
  args: (_parameters: object) => [],
})
