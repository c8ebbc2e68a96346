import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the trial. */
  id: bigint
  /** wei: `unit` of the trial; what is above comes back. */
  value: bigint
}

/** What {@link standTrial} takes. */
export type StandTrialParameters = Own & WriteParameters
/** Hash of the transaction. */
export type StandTrialReturnType = Hash
/** What {@link standTrial} may throw. */
export type StandTrialErrorType = WriteErrorType

/**
 * Stands by a receipt that is on trial. Anybody may, for the accused.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Stood`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { standTrial } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof standTrial.andWait>[1]) => standTrial.andWait(client, { deployment, ...parameters })
 * ```
 */
export const standTrial = defineWrite({
  contract: 'jury',
  functionName: 'stand',
  args: ({ id }: Own) => [id],
  event: 'Stood',
})
