import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Deal id. */
  deal: number
}

/** What {@link cancelDeal} takes. */
export type CancelDealParameters = Own & WriteParameters
/** Hash of the transaction. */
export type CancelDealReturnType = Hash
/** What {@link cancelDeal} may throw. */
export type CancelDealErrorType = WriteErrorType

/**
 * Ends a deal's leases with the running epoch and returns what is not owed.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DealClosed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { cancelDeal } from '@lambda-bourse/sdk'
 * const { event } = await cancelDeal.andWait(client, { deployment, deal: 1 })
 * ```
 */
export const cancelDeal = defineWrite({
  contract: 'bourse',
  functionName: 'cancelDeal',
  args: ({ deal }: Own) => [deal],
  event: 'DealClosed',
})
