import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Deal id. */
  deal: number
  /** How many epochs more: 1 to 65535. */
  epochs: number
}

/** What {@link extendDeal} takes. */
export type ExtendDealParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ExtendDealReturnType = Hash
/** What {@link extendDeal} may throw. */
export type ExtendDealErrorType = WriteErrorType

/**
 * Extends the caller's deal from its end, from the caller's balance.
 * The leases that run to its end run on where their offers and providers allow it, at their price.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DealChanged`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { extendDeal } from '@lambda-bourse/sdk'
 * const { event } = await extendDeal.andWait(client, { deployment, deal: 1, epochs: 24 })
 * ```
 */
export const extendDeal = defineWrite({
  contract: 'bourse',
  functionName: 'extendDeal',
  args: ({ deal, epochs }: Own) => [deal, epochs],
  event: 'DealChanged',
})
