import type { Address, Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Key that signs receipts and attests. */
  operator: Address
  /** X25519 public key, 32 bytes. */
  encryptionKey: Hex
  /** URL of the worker. */
  endpoint: string
  /** Proof by the operator key: `signOperatorProof`. */
  operatorSignature: Hex
}

/** What {@link registerProvider} takes. */
export type RegisterProviderParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RegisterProviderReturnType = Hash
/** What {@link registerProvider} may throw. */
export type RegisterProviderErrorType = WriteErrorType

/**
 * Registers the sender as a provider; takes the base stake from its escrow balance.
 * The new id is `provider` of the event.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `ProviderRegistered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { registerProvider } from '@lambda-bourse/sdk'
 * const { event } = await registerProvider.andWait(client, { deployment, operator: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', encryptionKey, endpoint: 'https://worker.example', operatorSignature })
 * ```
 */
export const registerProvider = defineWrite({
  contract: 'bourse',
  functionName: 'register',
  args: ({ operator, encryptionKey, endpoint, operatorSignature }: Own) => [
    operator,
    encryptionKey,
    endpoint,
    operatorSignature,
  ],
  event: 'ProviderRegistered',
})
