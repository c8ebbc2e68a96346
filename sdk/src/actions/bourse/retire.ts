import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

/** What {@link retire} takes. */
export type RetireParameters = WriteParameters
/** Hash of the transaction. */
export type RetireReturnType = Hash
/** What {@link retire} may throw. */
export type RetireErrorType = WriteErrorType

/**
 * Ends the sender's idle provider; its base stake can be withdrawn after the notice.
 *
 * @returns the transaction hash; `.andWait` the receipt and the event `ProviderEnded`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { retire } from '@lambda-bourse/sdk'
 * const { event } = await retire.andWait(client, { deployment })
 * ```
 */
export const retire = defineWrite({
  contract: 'bourse',
  functionName: 'retire',
  args: (_parameters: object) => [],
  event: 'ProviderEnded',
})
