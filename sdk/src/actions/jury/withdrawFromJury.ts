import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  to: Address
}

/** What {@link withdrawFromJury} takes. */
export type WithdrawFromJuryParameters = Own & WriteParameters
/** Hash of the transaction. */
export type WithdrawFromJuryReturnType = Hash
/** What {@link withdrawFromJury} may throw. */
export type WithdrawFromJuryErrorType = WriteErrorType

/**
 * Sends what the jury owes the sender, native coin, to an account.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Withdrawn`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { withdrawFromJury } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof withdrawFromJury.andWait>[1]) => withdrawFromJury.andWait(client, { deployment, ...parameters })
 * ```
 */
export const withdrawFromJury = defineWrite({
  contract: 'jury',
  functionName: 'withdraw',
  args: ({ to }: Own) => [to],
  event: 'Withdrawn',
})
