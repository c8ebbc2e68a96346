import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { DisputePath } from '../../types.ts'

type Own = {
  /** Of the game. */
  id: bigint
  /** Counted from 0. */
  section: number
  /** The point at which it begins: accepted. */
  from: Hex
  /** The point at which it ends: denied. */
  to: Hex
  /** In the tree over the cut's sections, siblings from the bottom up. */
  path: DisputePath
}

/** What {@link pickDispute} takes. */
export type PickDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type PickDisputeReturnType = Hash
/** What {@link pickDispute} may throw. */
export type PickDisputeErrorType = WriteErrorType

/**
 * The challenger accepts where a section begins, and denies where it ends.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Picked`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { pickDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof pickDispute.andWait>[1]) => pickDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const pickDispute = defineWrite({
  contract: 'disputes',
  functionName: 'pick',
  args: ({ id, section, from, to, path }: Own) => [id, BigInt(section), from, to, path],
  event: 'Picked',
})
