import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Address of the key. */
  key: Address
}

/** What {@link revokeVoucherKey} takes. */
export type RevokeVoucherKeyParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RevokeVoucherKeyReturnType = Hash
/** What {@link revokeVoucherKey} may throw. */
export type RevokeVoucherKeyErrorType = WriteErrorType

/**
 * Ends a key after `getVoucherNotice` epochs: who holds a voucher of it redeems in time.
 * The event is undefined when a notice runs already.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `KeyRevoked`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { revokeVoucherKey } from '@lambda-bourse/sdk'
 * const { event } = await revokeVoucherKey.andWait(client, { deployment, key: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const revokeVoucherKey = defineWrite({
  contract: 'vouchers',
  functionName: 'revokeKey',
  args: ({ key }: Own) => [key],
  event: 'KeyRevoked',
  mayBeSilent: true,
})
