import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link syncProvider} takes. */
export type SyncProviderParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SyncProviderReturnType = Hash
/** What {@link syncProvider} may throw. */
export type SyncProviderErrorType = WriteErrorType

/**
 * Records a provider's missed epochs.
 * Anyone may. The event is undefined when none was missed.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Missed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { syncProvider } from '@lambda-bourse/sdk'
 * const { event } = await syncProvider.andWait(client, { deployment, provider: 1 })
 * ```
 */
export const syncProvider = defineWrite({
  contract: 'bourse',
  functionName: 'sync',
  args: ({ provider }: Own) => [provider],
  event: 'Missed',
  mayBeSilent: true,
})
