import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the game. */
  id: bigint
  /** Hashes of states, those at both ends of what was denied among them. */
  points: readonly Hex[]
}

/** What {@link splitDispute} takes. */
export type SplitDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SplitDisputeReturnType = Hash
/** What {@link splitDispute} may throw. */
export type SplitDisputeErrorType = WriteErrorType

/**
 * The provider cuts the section that was denied. Owner or operator.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Split`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { splitDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof splitDispute.andWait>[1]) => splitDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const splitDispute = defineWrite({
  contract: 'disputes',
  functionName: 'split',
  args: ({ id, points }: Own) => [id, points],
  event: 'Split',
})
