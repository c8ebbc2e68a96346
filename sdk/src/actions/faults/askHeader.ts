import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { Batch } from '../../receipts/batch.ts'

type Own = {
  batch: Batch
  /** Of the batch, 65 bytes. */
  signature: Hex
  /** Deposit, wei: at least `getDepositFor` the base fee; what an answer does not cost comes back. */
  value: bigint
}

/** What {@link askHeader} takes. */
export type AskHeaderParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AskHeaderReturnType = Hash
/** What {@link askHeader} may throw. */
export type AskHeaderErrorType = WriteErrorType

/**
 * Asks a provider where a header that it signed is in its root, on chain.
 * Unanswered at its deadline, it ends the provider.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `HeaderAsked`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { askHeader } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof askHeader.andWait>[1]) => askHeader.andWait(client, { deployment, ...parameters })
 * ```
 */
export const askHeader = defineWrite({
  contract: 'faults',
  functionName: 'askHeader',
  args: ({ batch, signature }: Own) => [batch, signature],
  event: 'HeaderAsked',
})
