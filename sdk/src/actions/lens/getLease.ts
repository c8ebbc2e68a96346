import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link getLease} takes. */
export type GetLeaseParameters = Own & ReadParameters
/** What {@link getLease} answers. */
export type GetLeaseReturnType = ReadResult<'lens', 'lease'>
/** What {@link getLease} may throw. */
export type GetLeaseErrorType = ReadErrorType

/**
 * A lease: provider, price, term, missed epochs, what is refundable.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getLease } from '@lambda-bourse/sdk'
 * const answer = await getLease(client, { deployment, lease: 256 })
 * ```
 */
export const getLease = defineRead({
  contract: 'lens',
  functionName: 'lease',
  args: ({ lease }: Own) => [lease],
})
