import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the case. */
  id: Hex
}

/** What {@link expireCase} takes. */
export type ExpireCaseParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ExpireCaseReturnType = Hash
/** What {@link expireCase} may throw. */
export type ExpireCaseErrorType = WriteErrorType

/**
 * Ends the provider, or the lease, of a case whose deadline passed. Anybody may; the deposit is the asker's again.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Expired`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { expireCase } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof expireCase.andWait>[1]) => expireCase.andWait(client, { deployment, ...parameters })
 * ```
 */
export const expireCase = defineWrite({
  contract: 'faults',
  functionName: 'expire',
  args: ({ id }: Own) => [id],
  event: 'Expired',
})
