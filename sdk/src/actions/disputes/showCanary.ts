import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { CanaryChunks } from '../../receipts/canary.ts'
import type { CanaryDuty } from '../../types.ts'

type Own = {
  /** Of the game. */
  id: bigint
  /** As the event `LeafOpened` has it. */
  duty: CanaryDuty
  /** Of the module, as drawn: `canaryChunks`. */
  chunks: CanaryChunks
  /** What follows the chunks in the canary: `canaryTail`. */
  tail: Hex
}

/** What {@link showCanary} takes. */
export type ShowCanaryParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ShowCanaryReturnType = Hash
/** What {@link showCanary} may throw. */
export type ShowCanaryErrorType = WriteErrorType

/**
 * The provider shows what its canary is the hash of. The game is over with that, or goes on about what the sample gave. Owner or
 * operator.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `CanaryShown`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { showCanary } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof showCanary.andWait>[1]) => showCanary.andWait(client, { deployment, ...parameters })
 * ```
 */
export const showCanary = defineWrite({
  contract: 'disputes',
  functionName: 'show',
  args: ({ id, duty, chunks, tail }: Own) => [id, duty, chunks, tail],
  event: 'CanaryShown',
})
