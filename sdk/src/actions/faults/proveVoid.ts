import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { Batch } from '../../receipts/batch.ts'
import type { HeaderProof } from '../../receipts/proofs.ts'

type Own = {
  batch: Batch
  signature: Hex
  /** Of the void leaf of the same number. */
  proof: HeaderProof
}

/** What {@link proveVoid} takes. */
export type ProveVoidParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ProveVoidReturnType = Hash
/** What {@link proveVoid} may throw. */
export type ProveVoidErrorType = WriteErrorType

/**
 * Ends a provider that signed a header whose number it attested to be void.
 * The sender is the reporter.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `VoidSigned`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { proveVoid } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof proveVoid.andWait>[1]) => proveVoid.andWait(client, { deployment, ...parameters })
 * ```
 */
export const proveVoid = defineWrite({
  contract: 'faults',
  functionName: 'proveVoid',
  args: ({ batch, signature, proof: { root, path } }: Own) => [batch, signature, root, path],
  event: 'VoidSigned',
})
