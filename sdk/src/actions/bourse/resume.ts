import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

/** What {@link resume} takes. */
export type ResumeParameters = WriteParameters
/** Hash of the transaction. */
export type ResumeReturnType = Hash
/** What {@link resume} may throw. */
export type ResumeErrorType = WriteErrorType

/**
 * Says that an idle provider which missed epochs is back, so that it is matched again.
 *
 * @returns the transaction hash; `.andWait` the receipt and the event `ProviderResumed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { resume } from '@lambda-bourse/sdk'
 * const { event } = await resume.andWait(client, { deployment })
 * ```
 */
export const resume = defineWrite({
  contract: 'bourse',
  functionName: 'resume',
  args: (_parameters: object) => [],
  event: 'ProviderResumed',
})
