import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Who may accept. */
  newOwner: Address
}

/** What {@link transferMarketOwnership} takes. */
export type TransferMarketOwnershipParameters = Own & WriteParameters
/** Hash of the transaction. */
export type TransferMarketOwnershipReturnType = Hash
/** What {@link transferMarketOwnership} may throw. */
export type TransferMarketOwnershipErrorType = WriteErrorType

/**
 * Offers the right to pause to another account, which has to accept it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `OwnershipTransferStarted`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { transferMarketOwnership } from '@lambda-bourse/sdk'
 * const { event } = await transferMarketOwnership.andWait(client, { deployment, newOwner: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const transferMarketOwnership = defineWrite({
  contract: 'bourse',
  functionName: 'transferOwnership',
  args: ({ newOwner }: Own) => [newOwner],
  event: 'OwnershipTransferStarted',
})
