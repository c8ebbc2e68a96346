import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

/** What {@link acceptMarketOwnership} takes. */
export type AcceptMarketOwnershipParameters = WriteParameters
/** Hash of the transaction. */
export type AcceptMarketOwnershipReturnType = Hash
/** What {@link acceptMarketOwnership} may throw. */
export type AcceptMarketOwnershipErrorType = WriteErrorType

/**
 * Accepts the right to pause.
 *
 * @returns the transaction hash; `.andWait` the receipt and the event `OwnershipTransferred`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { acceptMarketOwnership } from '@lambda-bourse/sdk'
 * const { event } = await acceptMarketOwnership.andWait(client, { deployment })
 * ```
 */
export const acceptMarketOwnership = defineWrite({
  contract: 'bourse',
  functionName: 'acceptOwnership',
  args: (_parameters: object) => [],
  event: 'OwnershipTransferred',
})
