import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link isLeaseOnTrial} takes. */
export type IsLeaseOnTrialParameters = Own & ReadParameters
/** What {@link isLeaseOnTrial} answers. */
export type IsLeaseOnTrialReturnType = ReadResult<'jury', 'holdsLease'>
/** What {@link isLeaseOnTrial} may throw. */
export type IsLeaseOnTrialErrorType = ReadErrorType

/**
 * Whether a trial is open that may take from a lease's lock.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { isLeaseOnTrial } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof isLeaseOnTrial>[1]) => isLeaseOnTrial(client, { deployment, ...parameters })
 * ```
 */
export const isLeaseOnTrial = defineRead({
  contract: 'jury',
  functionName: 'holdsLease',
  args: ({ lease }: Own) => [lease],
})
