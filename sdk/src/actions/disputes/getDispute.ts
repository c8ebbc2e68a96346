import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Of the game. */
  id: bigint
}

/** What {@link getDispute} takes. */
export type GetDisputeParameters = Own & ReadParameters
/** What {@link getDispute} answers. */
export type GetDisputeReturnType = ReadResult<'disputes', 'gameOf'>
/** What {@link getDispute} may throw. */
export type GetDisputeErrorType = ReadErrorType

/**
 * A game as it stands, its points as hashes only. `readDispute` reads its events, too.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getDispute } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getDispute>[1]) => getDispute(client, { deployment, ...parameters })
 * ```
 */
export const getDispute = defineRead({
  contract: 'disputes',
  functionName: 'gameOf',
  args: ({ id }: Own) => [id],
})
