import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the game. */
  id: bigint
}

/** What {@link timeoutDispute} takes. */
export type TimeoutDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type TimeoutDisputeReturnType = Hash
/** What {@link timeoutDispute} may throw. */
export type TimeoutDisputeErrorType = WriteErrorType

/**
 * Ends a game whose next mover has no time left: it has lost. Anybody may.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Over`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { timeoutDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof timeoutDispute.andWait>[1]) => timeoutDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const timeoutDispute = defineWrite({
  contract: 'disputes',
  functionName: 'timeout',
  args: ({ id }: Own) => [id],
  event: 'Over',
})
