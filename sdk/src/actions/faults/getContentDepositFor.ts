import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'
import { TOP_LEVEL } from '../../receipts/piece.ts'

type Own = {
  /** Provider id. */
  provider: number
  /** The piece has 2^level chunks of 1 KiB, 0 to 6. Default 6. */
  level?: number
  /** wei per gas */
  baseFee: bigint
}

/** What {@link getContentDepositFor} takes. */
export type GetContentDepositForParameters = Own & ReadParameters
/** What {@link getContentDepositFor} answers. */
export type GetContentDepositForReturnType = ReadResult<'faults', 'contentDepositFor'>
/** What {@link getContentDepositFor} may throw. */
export type GetContentDepositForErrorType = ReadErrorType

/**
 * The least deposit of the next ask for content of a provider at a base fee, wei: the n-th that is open costs n times
 * as much.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getContentDepositFor } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getContentDepositFor>[1]) => getContentDepositFor(client, { deployment, ...parameters })
 * ```
 */
export const getContentDepositFor = defineRead({
  contract: 'faults',
  functionName: 'contentDepositFor',
  args: ({ provider, level = TOP_LEVEL, baseFee }: Own) => [provider, level, baseFee],
})
