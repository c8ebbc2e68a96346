import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Who receives it. */
  to: Address
}

/** What {@link withdrawBonds} takes. */
export type WithdrawBondsParameters = Own & WriteParameters
/** Hash of the transaction. */
export type WithdrawBondsReturnType = Hash
/** What {@link withdrawBonds} may throw. */
export type WithdrawBondsErrorType = WriteErrorType

/**
 * Sends the sender's native coin of games that are over.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Withdrawn`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { withdrawBonds } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof withdrawBonds.andWait>[1]) => withdrawBonds.andWait(client, { deployment, ...parameters })
 * ```
 */
export const withdrawBonds = defineWrite({
  contract: 'disputes',
  functionName: 'withdraw',
  args: ({ to }: Own) => [to],
  event: 'Withdrawn',
})
