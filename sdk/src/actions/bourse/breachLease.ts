import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
  /** First epoch whose price is paid back. */
  since: number
}

/** What {@link breachLease} takes. */
export type BreachLeaseParameters = Own & WriteParameters
/** Hash of the transaction. */
export type BreachLeaseReturnType = Hash
/** What {@link breachLease} may throw. */
export type BreachLeaseErrorType = WriteErrorType

/**
 * Ends a lease whose demand was not answered. Only the market's Faults contract may: this is for simulating it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `PaidBack`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { breachLease } from '@lambda-bourse/sdk'
 * const { event } = await breachLease.andWait(client, { deployment, lease: 256, since: 3 })
 * ```
 */
export const breachLease = defineWrite({
  contract: 'bourse',
  functionName: 'breach',
  args: ({ lease, since }: Own) => [lease, since],
  event: 'PaidBack',
  mayBeSilent: true,
})
