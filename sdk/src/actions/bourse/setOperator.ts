import type { Address, Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Key that signs receipts and attests. */
  operator: Address
  /** X25519 public key, 32 bytes. */
  encryptionKey: Hex
  /** Proof by the operator key: `signOperatorProof`. */
  operatorSignature: Hex
}

/** What {@link setOperator} takes. */
export type SetOperatorParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetOperatorReturnType = Hash
/** What {@link setOperator} may throw. */
export type SetOperatorErrorType = WriteErrorType

/**
 * Changes the provider's keys; receipts count under them from the next epoch.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `OperatorSet`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setOperator } from '@lambda-bourse/sdk'
 * const { event } = await setOperator.andWait(client, { deployment, operator: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', encryptionKey, operatorSignature })
 * ```
 */
export const setOperator = defineWrite({
  contract: 'bourse',
  functionName: 'setOperator',
  args: ({ operator, encryptionKey, operatorSignature }: Own) => [operator, encryptionKey, operatorSignature],
  event: 'OperatorSet',
})
