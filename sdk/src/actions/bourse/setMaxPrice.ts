import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Deal id. */
  deal: number
  /** micro-USDC per unit and epoch */
  maxPrice: number
}

/** What {@link setMaxPrice} takes. */
export type SetMaxPriceParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetMaxPriceReturnType = Hash
/** What {@link setMaxPrice} may throw. */
export type SetMaxPriceErrorType = WriteErrorType

/**
 * Changes the greatest price for what is unfilled and for renewals, and fills or empties the reserve to fit.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DealChanged`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setMaxPrice } from '@lambda-bourse/sdk'
 * const { event } = await setMaxPrice.andWait(client, { deployment, deal: 1, maxPrice: 200 })
 * ```
 */
export const setMaxPrice = defineWrite({
  contract: 'bourse',
  functionName: 'setMaxPrice',
  args: ({ deal, maxPrice }: Own) => [deal, maxPrice],
  event: 'DealChanged',
})
