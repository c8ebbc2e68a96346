import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Who has to accept it. */
  newOwner: Address
}

/** What {@link transferOwnership} takes. */
export type TransferOwnershipParameters = Own & WriteParameters
/** Hash of the transaction. */
export type TransferOwnershipReturnType = Hash
/** What {@link transferOwnership} may throw. */
export type TransferOwnershipErrorType = WriteErrorType

/**
 * Offers the right to pause to somebody, who has to accept it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `OwnershipTransferStarted`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { transferOwnership } from '@lambda-bourse/sdk'
 * const { event } = await transferOwnership.andWait(client, { deployment, newOwner: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const transferOwnership = defineWrite({
  contract: 'bourse',
  functionName: 'transferOwnership',
  args: ({ newOwner }: Own) => [newOwner],
  event: 'OwnershipTransferStarted',
})
