import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Address of the key. */
  key: Address
  /** The most it may sign for any one lease, micro-USDC; it can only be raised. */
  cap: bigint
}

/** What {@link setVoucherKey} takes. */
export type SetVoucherKeyParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetVoucherKeyReturnType = Hash
/** What {@link setVoucherKey} may throw. */
export type SetVoucherKeyErrorType = WriteErrorType

/**
 * Lets a key sign the sender's vouchers. A revocation whose notice runs is taken back.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `KeySet`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setVoucherKey } from '@lambda-bourse/sdk'
 * const { event } = await setVoucherKey.andWait(client, { deployment, key: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', cap: 5_000_000n })
 * ```
 */
export const setVoucherKey = defineWrite({
  contract: 'vouchers',
  functionName: 'setKey',
  args: ({ key, cap }: Own) => [key, cap],
  event: 'KeySet',
})
