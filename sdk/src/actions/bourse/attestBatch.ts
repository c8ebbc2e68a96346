import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { SignedAttestation } from '../../types.ts'

type Own = {
  /** Each as `signAttestation` returns it. */
  entries: readonly SignedAttestation[]
}

/** What {@link attestBatch} takes. */
export type AttestBatchParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AttestBatchReturnType = Hash
/** What {@link attestBatch} may throw. */
export type AttestBatchErrorType = WriteErrorType

/**
 * Enters attestations that others signed. One that cannot be entered is skipped; the caller gets the tips.
 * `.andWait` gives the first that was entered; all are in the receipt's logs.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Attested`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { attestBatch } from '@lambda-bourse/sdk'
 * const { event } = await attestBatch.andWait(client, { deployment, entries: [] })
 * ```
 */
export const attestBatch = defineWrite({
  contract: 'bourse',
  functionName: 'attestBatch',
  args: ({ entries }: Own) => [entries],
  event: 'Attested',
  mayBeSilent: true,
})
