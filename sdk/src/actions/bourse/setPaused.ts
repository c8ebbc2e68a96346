import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  paused: boolean
}

/** What {@link setPaused} takes. */
export type SetPausedParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetPausedReturnType = Hash
/** What {@link setPaused} may throw. */
export type SetPausedErrorType = WriteErrorType

/**
 * Stops or restarts what is new: deals, fills, replacements, offers. Only the market's owner; exits never stop.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Paused`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setPaused } from '@lambda-bourse/sdk'
 * const { event } = await setPaused.andWait(client, { deployment, paused: true })
 * ```
 */
export const setPaused = defineWrite({
  contract: 'bourse',
  functionName: 'setPaused',
  args: ({ paused }: Own) => [paused],
  event: 'Paused',
})
