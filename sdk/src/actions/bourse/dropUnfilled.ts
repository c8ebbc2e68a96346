import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Deal id. */
  deal: number
  /** How many of the unfilled ones. */
  instances: number
}

/** What {@link dropUnfilled} takes. */
export type DropUnfilledParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DropUnfilledReturnType = Hash
/** What {@link dropUnfilled} may throw. */
export type DropUnfilledErrorType = WriteErrorType

/**
 * Looks for so many instances less, and returns what was kept for them.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `DealChanged`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { dropUnfilled } from '@lambda-bourse/sdk'
 * const { event } = await dropUnfilled.andWait(client, { deployment, deal: 1, instances: 1 })
 * ```
 */
export const dropUnfilled = defineWrite({
  contract: 'bourse',
  functionName: 'dropUnfilled',
  args: ({ deal, instances }: Own) => [deal, instances],
  event: 'DealChanged',
})
