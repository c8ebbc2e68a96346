import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Deal id. */
  deal: number
}

/** What {@link renewDeal} takes. */
export type RenewDealParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RenewDealReturnType = Hash
/** What {@link renewDeal} may throw. */
export type RenewDealErrorType = WriteErrorType

/**
 * Extends a deal by its plan's epochs, where the plan consents, when it is about to end.
 * Anybody may, for the plan's tip per lease; the deal's owner pays from its balance.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DealChanged`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { renewDeal } from '@lambda-bourse/sdk'
 * const { event } = await renewDeal.andWait(client, { deployment, deal: 1 })
 * ```
 */
export const renewDeal = defineWrite({
  contract: 'bourse',
  functionName: 'renewDeal',
  args: ({ deal }: Own) => [deal],
  event: 'DealChanged',
})
