import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Of the list, from 0. */
  place: bigint
}

/** What {@link getJurorAt} takes. */
export type GetJurorAtParameters = Own & ReadParameters
/** What {@link getJurorAt} answers. */
export type GetJurorAtReturnType = ReadResult<'jury', 'jurorAt'>
/** What {@link getJurorAt} may throw. */
export type GetJurorAtErrorType = ReadErrorType

/**
 * The juror at a place of the list, 0 for an empty one.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJurorAt } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJurorAt>[1]) => getJurorAt(client, { deployment, ...parameters })
 * ```
 */
export const getJurorAt = defineRead({
  contract: 'jury',
  functionName: 'jurorAt',
  args: ({ place }: Own) => [place],
})
