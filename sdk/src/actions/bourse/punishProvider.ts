import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
  /** Who gets a quarter of the base stake. */
  reporter: Address
}

/** What {@link punishProvider} takes. */
export type PunishProviderParameters = Own & WriteParameters
/** Hash of the transaction. */
export type PunishProviderReturnType = Hash
/** What {@link punishProvider} may throw. */
export type PunishProviderErrorType = WriteErrorType

/**
 * Ends a provider that cheated. Only the market's Faults and Disputes contracts may: this is for simulating it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Punished`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { punishProvider } from '@lambda-bourse/sdk'
 * const { event } = await punishProvider.andWait(client, { deployment, provider: 1, reporter: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const punishProvider = defineWrite({
  contract: 'bourse',
  functionName: 'punish',
  args: ({ provider, reporter }: Own) => [provider, reporter],
  event: 'Punished',
})
