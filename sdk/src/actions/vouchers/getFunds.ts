import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  payer: Address
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link getFunds} takes. */
export type GetFundsParameters = Own & ReadParameters
/** What {@link getFunds} answers. */
export type GetFundsReturnType = ReadResult<'vouchers', 'fundsOf'>
/** What {@link getFunds} may throw. */
export type GetFundsErrorType = ReadErrorType

/**
 * What a payer set aside for a lease, what of it was redeemed, and from when the rest can be taken back.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getFunds } from '@lambda-bourse/sdk'
 * const answer = await getFunds(client, { deployment, payer: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', lease: 256 })
 * ```
 */
export const getFunds = defineRead({
  contract: 'vouchers',
  functionName: 'fundsOf',
  args: ({ payer, lease }: Own) => [payer, lease],
})
