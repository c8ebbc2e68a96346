import type { Hex } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Body of the `POST /`. */
  body: Hex
}

/** What {@link getRequestHash} takes. */
export type GetRequestHashParameters = Own & ReadParameters
/** What {@link getRequestHash} answers. */
export type GetRequestHashReturnType = ReadResult<'requests', 'requestHashOf'>
/** What {@link getRequestHash} may throw. */
export type GetRequestHashErrorType = ReadErrorType

/**
 * The request hash of a body, as the contract computes it.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getRequestHash } from '@lambda-bourse/sdk'
 * const answer = await getRequestHash(client, { deployment, body: '0x00' })
 * ```
 */
export const getRequestHash = defineRead({
  contract: 'requests',
  functionName: 'requestHashOf',
  args: ({ body }: Own) => [body],
})
