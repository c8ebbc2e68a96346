import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Offer id. */
  offer: number
}

/** What {@link getTariff} takes. */
export type GetTariffParameters = Own & ReadParameters
/** What {@link getTariff} answers. */
export type GetTariffReturnType = ReadResult<'vouchers', 'tariffOf'>
/** What {@link getTariff} may throw. */
export type GetTariffErrorType = ReadErrorType

/**
 * What executions on leases of an offer cost; `metered` is false where no tariff was set.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getTariff } from '@lambda-bourse/sdk'
 * const answer = await getTariff(client, { deployment, offer: 1 })
 * ```
 */
export const getTariff = defineRead({
  contract: 'vouchers',
  functionName: 'tariffOf',
  args: ({ offer }: Own) => [offer],
})
