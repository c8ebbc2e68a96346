import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link isLeaseDisputed} takes. */
export type IsLeaseDisputedParameters = Own & ReadParameters
/** What {@link isLeaseDisputed} answers. */
export type IsLeaseDisputedReturnType = ReadResult<'disputes', 'holdsLease'>
/** What {@link isLeaseDisputed} may throw. */
export type IsLeaseDisputedErrorType = ReadErrorType

/**
 * Whether games keep a lease from being released.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { isLeaseDisputed } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof isLeaseDisputed>[1]) => isLeaseDisputed(client, { deployment, ...parameters })
 * ```
 */
export const isLeaseDisputed = defineRead({
  contract: 'disputes',
  functionName: 'holdsLease',
  args: ({ lease }: Own) => [lease],
})
