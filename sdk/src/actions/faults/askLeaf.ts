import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
  epoch: number
  /** Lease id: `deal << 8 | index`. */
  lease: number
  /** Deposit, wei: at least `getDepositFor` the base fee; what an answer does not cost comes back. */
  value: bigint
}

/** What {@link askLeaf} takes. */
export type AskLeafParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AskLeafReturnType = Hash
/** What {@link askLeaf} may throw. */
export type AskLeafErrorType = WriteErrorType

/**
 * Asks a provider for the leaf of a lease in the root of an attested epoch, on chain.
 * Unanswered at its deadline, it ends the provider.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `LeafAsked`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { askLeaf } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof askLeaf.andWait>[1]) => askLeaf.andWait(client, { deployment, ...parameters })
 * ```
 */
export const askLeaf = defineWrite({
  contract: 'faults',
  functionName: 'askLeaf',
  args: ({ provider, epoch, lease }: Own) => [provider, epoch, lease],
  event: 'LeafAsked',
})
