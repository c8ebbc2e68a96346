import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { Batch } from '../../receipts/batch.ts'

type Own = {
  a: Batch
  signatureA: Hex
  b: Batch
  signatureB: Hex
}

/** What {@link proveEquivocation} takes. */
export type ProveEquivocationParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ProveEquivocationReturnType = Hash
/** What {@link proveEquivocation} may throw. */
export type ProveEquivocationErrorType = WriteErrorType

/**
 * Ends a provider that signed two headers of one number, or with one sequence.
 * The sender is the reporter.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Equivocated`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { proveEquivocation } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof proveEquivocation.andWait>[1]) => proveEquivocation.andWait(client, { deployment, ...parameters })
 * ```
 */
export const proveEquivocation = defineWrite({
  contract: 'faults',
  functionName: 'proveEquivocation',
  args: ({ a, signatureA, b, signatureB }: Own) => [a, signatureA, b, signatureB],
  event: 'Equivocated',
})
