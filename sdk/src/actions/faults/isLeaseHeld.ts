import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link isLeaseHeld} takes. */
export type IsLeaseHeldParameters = Own & ReadParameters
/** What {@link isLeaseHeld} answers. */
export type IsLeaseHeldReturnType = ReadResult<'faults', 'holdsLease'>
/** What {@link isLeaseHeld} may throw. */
export type IsLeaseHeldErrorType = ReadErrorType

/**
 * Whether a demand of service keeps the lock of a lease where it is.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { isLeaseHeld } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof isLeaseHeld>[1]) => isLeaseHeld(client, { deployment, ...parameters })
 * ```
 */
export const isLeaseHeld = defineRead({
  contract: 'faults',
  functionName: 'holdsLease',
  args: ({ lease }: Own) => [lease],
})
