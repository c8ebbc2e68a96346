import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link claim} takes. */
export type ClaimParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ClaimReturnType = Hash
/** What {@link claim} may throw. */
export type ClaimErrorType = WriteErrorType

/**
 * Moves a provider's matured earnings to its owner's balance.
 * Anyone may. The event is undefined when nothing had matured.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Claimed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { claim } from '@lambda-bourse/sdk'
 * const { event } = await claim.andWait(client, { deployment, provider: 1 })
 * ```
 */
export const claim = defineWrite({
  contract: 'bourse',
  functionName: 'claim',
  args: ({ provider }: Own) => [provider],
  event: 'Claimed',
  mayBeSilent: true,
})
