import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Who may give hints and replace for the sender. */
  delegate: Address
  /** False takes it back. */
  allowed: boolean
}

/** What {@link setDelegate} takes. */
export type SetDelegateParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetDelegateReturnType = Hash
/** What {@link setDelegate} may throw. */
export type SetDelegateErrorType = WriteErrorType

/**
 * Lets another account choose offers for the sender's deals.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DelegateSet`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setDelegate } from '@lambda-bourse/sdk'
 * const { event } = await setDelegate.andWait(client, { deployment, delegate: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', allowed: true })
 * ```
 */
export const setDelegate = defineWrite({
  contract: 'bourse',
  functionName: 'setDelegate',
  args: ({ delegate, allowed }: Own) => [delegate, allowed],
  event: 'DelegateSet',
})
