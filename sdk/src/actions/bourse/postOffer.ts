import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { OfferTerms } from '../../types.ts'

type Own = {
  /** What is sold; `price` and `compensation` in micro-USDC per unit and epoch. */
  terms: OfferTerms
}

/** What {@link postOffer} takes. */
export type PostOfferParameters = Own & WriteParameters
/** Hash of the transaction. */
export type PostOfferReturnType = Hash
/** What {@link postOffer} may throw. */
export type PostOfferErrorType = WriteErrorType

/**
 * Offers units in one region's book; locks the stake behind them.
 * The new id is `offer` of the event.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `OfferPosted`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { postOffer } from '@lambda-bourse/sdk'
 * const { event } = await postOffer.andWait(client, { deployment, terms: { price: 120, compensation: 60, units: 64, region: 0, features: 0, minEpochs: 1, until: 10_000 } })
 * ```
 */
export const postOffer = defineWrite({
  contract: 'bourse',
  functionName: 'postOffer',
  args: ({ terms }: Own) => [terms],
  event: 'OfferPosted',
})
