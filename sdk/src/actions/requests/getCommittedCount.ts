import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Request id. */
  id: bigint
}

/** What {@link getCommittedCount} takes. */
export type GetCommittedCountParameters = Own & ReadParameters
/** What {@link getCommittedCount} answers. */
export type GetCommittedCountReturnType = ReadResult<'requests', 'committed'>
/** What {@link getCommittedCount} may throw. */
export type GetCommittedCountErrorType = ReadErrorType

/**
 * Providers that committed to an answer of a request.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getCommittedCount } from '@lambda-bourse/sdk'
 * const answer = await getCommittedCount(client, { deployment, id: 1n })
 * ```
 */
export const getCommittedCount = defineRead({
  contract: 'requests',
  functionName: 'committed',
  args: ({ id }: Own) => [id],
})
