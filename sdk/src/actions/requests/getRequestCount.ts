import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getRequestCount} takes. */
export type GetRequestCountParameters = ReadParameters
/** What {@link getRequestCount} answers. */
export type GetRequestCountReturnType = ReadResult<'requests', 'count'>
/** What {@link getRequestCount} may throw. */
export type GetRequestCountErrorType = ReadErrorType

/**
 * Requests ever made; ids count from 1.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getRequestCount } from '@lambda-bourse/sdk'
 * const answer = await getRequestCount(client, { deployment })
 * ```
 */
export const getRequestCount = defineRead({
  contract: 'requests',
  functionName: 'count',
  args: () => [],
})
