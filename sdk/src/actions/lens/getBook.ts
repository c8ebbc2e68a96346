import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** 0..63 */
  region: number
  /** micro-USDC per unit and epoch. Default 0. */
  fromPrice?: number
  /** The most offers to return. Default 100. */
  count?: bigint
}

/** What {@link getBook} takes. */
export type GetBookParameters = Own & ReadParameters
/** What {@link getBook} answers. */
export type GetBookReturnType = ReadResult<'lens', 'book'>
/** What {@link getBook} may throw. */
export type GetBookErrorType = ReadErrorType

/**
 * A page of one region's book in its order of priority.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getBook } from '@lambda-bourse/sdk'
 * const answer = await getBook(client, { deployment, region: 0 })
 * ```
 */
export const getBook = defineRead({
  contract: 'lens',
  functionName: 'book',
  args: ({ region, fromPrice = 0, count = 100n }: Own) => [region, fromPrice, count],
})
