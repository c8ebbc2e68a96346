import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Offer id. */
  offer: number
  /** micro-USDC */
  perCall: bigint
  /** micro-USDC, rounded up for each call */
  perMillionFuel: bigint
}

/** What {@link setTariff} takes. */
export type SetTariffParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetTariffReturnType = Hash
/** What {@link setTariff} may throw. */
export type SetTariffErrorType = WriteErrorType

/**
 * Says, once, what executions on leases of the sender's offer cost. None of its units may be leased.
 * They are paid where the deal's plan asks for the feature `metered`.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `TariffSet`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setTariff } from '@lambda-bourse/sdk'
 * const { event } = await setTariff.andWait(client, { deployment, offer: 1, perCall: 10n, perMillionFuel: 1n })
 * ```
 */
export const setTariff = defineWrite({
  contract: 'vouchers',
  functionName: 'setTariff',
  args: ({ offer, perCall, perMillionFuel }: Own) => [offer, perCall, perMillionFuel],
  event: 'TariffSet',
})
