import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { DisputeEnding, DisputeTerms } from '../../types.ts'

type Own = {
  /** Of the game. */
  id: bigint
  /** As the event `Opened` has them. */
  terms: DisputeTerms
  /** Of the whole execution. */
  steps: number
  /** The last state, opened where its outcome is read. */
  last: DisputeEnding
  /** Hashes of states, those at both ends among them. */
  points: readonly Hex[]
}

/** What {@link defendDispute} takes. */
export type DefendDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DefendDisputeReturnType = Hash
/** What {@link defendDispute} may throw. */
export type DefendDisputeErrorType = WriteErrorType

/**
 * The provider's first move: how many steps its execution has, its last state, and the first cut. Owner or operator.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Defended`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { defendDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof defendDispute.andWait>[1]) => defendDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const defendDispute = defineWrite({
  contract: 'disputes',
  functionName: 'defend',
  args: ({ id, terms, steps, last, points }: Own) => [id, terms, steps, last, points],
  event: 'Defended',
})
