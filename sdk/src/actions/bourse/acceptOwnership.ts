import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = object

/** What {@link acceptOwnership} takes. */
export type AcceptOwnershipParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AcceptOwnershipReturnType = Hash
/** What {@link acceptOwnership} may throw. */
export type AcceptOwnershipErrorType = WriteErrorType

/**
 * Takes the right to pause that was offered to the caller.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `OwnershipTransferred`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { acceptOwnership } from '@lambda-bourse/sdk'
 * const { event } = await acceptOwnership.andWait(client, { deployment })
 * ```
 */
export const acceptOwnership = defineWrite({
  contract: 'bourse',
  functionName: 'acceptOwnership',
  args: (_parameters: Own) => [],
  event: 'OwnershipTransferred',
})
