import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Request id. */
  id: bigint
}

/** What {@link getRequestState} takes. */
export type GetRequestStateParameters = Own & ReadParameters
/** What {@link getRequestState} answers. */
export type GetRequestStateReturnType = ReadResult<'requests', 'stateOf'>
/** What {@link getRequestState} may throw. */
export type GetRequestStateErrorType = ReadErrorType

/**
 * Hash of an open request, or of a waiting one with its proposal; zero when it is over.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getRequestState } from '@lambda-bourse/sdk'
 * const answer = await getRequestState(client, { deployment, id: 1n })
 * ```
 */
export const getRequestState = defineRead({
  contract: 'requests',
  functionName: 'stateOf',
  args: ({ id }: Own) => [id],
})
