import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link withdrawStake} takes. */
export type WithdrawStakeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type WithdrawStakeReturnType = Hash
/** What {@link withdrawStake} may throw. */
export type WithdrawStakeErrorType = WriteErrorType

/**
 * Returns the base stake of a provider that ended a notice ago to its owner's balance.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `StakeWithdrawn`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { withdrawStake } from '@lambda-bourse/sdk'
 * const { event } = await withdrawStake.andWait(client, { deployment, provider: 1 })
 * ```
 */
export const withdrawStake = defineWrite({
  contract: 'bourse',
  functionName: 'withdrawStake',
  args: ({ provider }: Own) => [provider],
  event: 'StakeWithdrawn',
})
