import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the trial. */
  id: bigint
}

/** What {@link judgeTrial} takes. */
export type JudgeTrialParameters = Own & WriteParameters
/** Hash of the transaction. */
export type JudgeTrialReturnType = Hash
/** What {@link judgeTrial} may throw. */
export type JudgeTrialErrorType = WriteErrorType

/**
 * Ends a trial whose time is up. Anybody may.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Judged`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { judgeTrial } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof judgeTrial.andWait>[1]) => judgeTrial.andWait(client, { deployment, ...parameters })
 * ```
 */
export const judgeTrial = defineWrite({
  contract: 'jury',
  functionName: 'judge',
  args: ({ id }: Own) => [id],
  event: 'Judged',
})
