import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Offer id. */
  offer: number
}

/** What {@link getOffer} takes. */
export type GetOfferParameters = Own & ReadParameters
/** What {@link getOffer} answers. */
export type GetOfferReturnType = ReadResult<'lens', 'offer'>
/** What {@link getOffer} may throw. */
export type GetOfferErrorType = ReadErrorType

/**
 * An offer: terms, free and leased units, lock.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOffer } from '@lambda-bourse/sdk'
 * const answer = await getOffer(client, { deployment, offer: 1 })
 * ```
 */
export const getOffer = defineRead({
  contract: 'lens',
  functionName: 'offer',
  args: ({ offer }: Own) => [offer],
})
