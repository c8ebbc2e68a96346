import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Offer id. */
  offer: number
}

/** What {@link closeOffer} takes. */
export type CloseOfferParameters = Own & WriteParameters
/** Hash of the transaction. */
export type CloseOfferReturnType = Hash
/** What {@link closeOffer} may throw. */
export type CloseOfferErrorType = WriteErrorType

/**
 * Takes an offer out of the book for ever; its leases go on.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `OfferClosed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { closeOffer } from '@lambda-bourse/sdk'
 * const { event } = await closeOffer.andWait(client, { deployment, offer: 1 })
 * ```
 */
export const closeOffer = defineWrite({
  contract: 'bourse',
  functionName: 'closeOffer',
  args: ({ offer }: Own) => [offer],
  event: 'OfferClosed',
})
