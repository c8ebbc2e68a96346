import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  to: Address
}

/** What {@link withdrawNative} takes. */
export type WithdrawNativeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type WithdrawNativeReturnType = Hash
/** What {@link withdrawNative} may throw. */
export type WithdrawNativeErrorType = WriteErrorType

/**
 * Sends what Faults owes the sender, native coin, to an account.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Withdrawn`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { withdrawNative } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof withdrawNative.andWait>[1]) => withdrawNative.andWait(client, { deployment, ...parameters })
 * ```
 */
export const withdrawNative = defineWrite({
  contract: 'faults',
  functionName: 'withdraw',
  args: ({ to }: Own) => [to],
  event: 'Withdrawn',
})
