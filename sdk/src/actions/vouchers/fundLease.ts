import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
  /** micro-USDC, at least 1 */
  amount: bigint
}

/** What {@link fundLease} takes. */
export type FundLeaseParameters = Own & WriteParameters
/** Hash of the transaction. */
export type FundLeaseReturnType = Hash
/** What {@link fundLease} may throw. */
export type FundLeaseErrorType = WriteErrorType

/**
 * Sets money of the sender's escrow balance aside for a lease's executions. A notice that was given is taken back.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Funded`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { fundLease } from '@lambda-bourse/sdk'
 * const { event } = await fundLease.andWait(client, { deployment, lease: 256, amount: 1_000_000n })
 * ```
 */
export const fundLease = defineWrite({
  contract: 'vouchers',
  functionName: 'fund',
  args: ({ lease, amount }: Own) => [lease, amount],
  event: 'Funded',
})
