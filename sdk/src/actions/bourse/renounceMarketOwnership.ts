import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

/** What {@link renounceMarketOwnership} takes. */
export type RenounceMarketOwnershipParameters = WriteParameters
/** Hash of the transaction. */
export type RenounceMarketOwnershipReturnType = Hash
/** What {@link renounceMarketOwnership} may throw. */
export type RenounceMarketOwnershipErrorType = WriteErrorType

/**
 * Gives up the right to pause, for ever and for everyone.
 *
 * @returns the transaction hash; `.andWait` the receipt and the event `OwnershipTransferred`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { renounceMarketOwnership } from '@lambda-bourse/sdk'
 * const { event } = await renounceMarketOwnership.andWait(client, { deployment })
 * ```
 */
export const renounceMarketOwnership = defineWrite({
  contract: 'bourse',
  functionName: 'renounceOwnership',
  args: (_parameters: object) => [],
  event: 'OwnershipTransferred',
})
