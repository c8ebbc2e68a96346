import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { DisputeState, DisputeTerms } from '../../types.ts'

type Own = {
  /** Of the game. */
  id: bigint
  /** As the event `Opened` has them. */
  terms: DisputeTerms
  /** The state before the step that is left. */
  before: DisputeState
  /** Hash of the state after it, as the provider says. */
  claimed: Hex
  /** Openings of the step (docs/proof-of-processing.md, Witness). */
  witness: readonly Hex[]
}

/** What {@link proveDispute} takes. */
export type ProveDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ProveDisputeReturnType = Hash
/** What {@link proveDispute} may throw. */
export type ProveDisputeErrorType = WriteErrorType

/**
 * The challenger has the one step that is left executed: it does not lead where the provider says. Ends the provider.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Over`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { proveDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof proveDispute.andWait>[1]) => proveDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const proveDispute = defineWrite({
  contract: 'disputes',
  functionName: 'prove',
  args: ({ id, terms, before, claimed, witness }: Own) => [id, terms, before, claimed, witness],
  event: 'Over',
})
