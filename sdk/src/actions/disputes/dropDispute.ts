import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the game. */
  id: bigint
}

/** What {@link dropDispute} takes. */
export type DropDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DropDisputeReturnType = Hash
/** What {@link dropDispute} may throw. */
export type DropDisputeErrorType = WriteErrorType

/**
 * Ends a game on a provider that was punished meanwhile; the bond is the challenger's again.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Over`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { dropDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof dropDispute.andWait>[1]) => dropDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const dropDispute = defineWrite({
  contract: 'disputes',
  functionName: 'drop',
  args: ({ id }: Own) => [id],
  event: 'Over',
})
