import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Offer id. */
  offer: number
}

/** What {@link withdrawOffer} takes. */
export type WithdrawOfferParameters = Own & WriteParameters
/** Hash of the transaction. */
export type WithdrawOfferReturnType = Hash
/** What {@link withdrawOffer} may throw. */
export type WithdrawOfferErrorType = WriteErrorType

/**
 * Returns the stake behind a closed offer, a notice after its last lease, to its owner's balance.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `OfferWithdrawn`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { withdrawOffer } from '@lambda-bourse/sdk'
 * const { event } = await withdrawOffer.andWait(client, { deployment, offer: 1 })
 * ```
 */
export const withdrawOffer = defineWrite({
  contract: 'bourse',
  functionName: 'withdrawOffer',
  args: ({ offer }: Own) => [offer],
  event: 'OfferWithdrawn',
})
