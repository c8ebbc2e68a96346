import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  payer: Address
  /** Address of the key. */
  key: Address
}

/** What {@link getVoucherKey} takes. */
export type GetVoucherKeyParameters = Own & ReadParameters
/** What {@link getVoucherKey} answers. */
export type GetVoucherKeyReturnType = ReadResult<'vouchers', 'keyOf'>
/** What {@link getVoucherKey} may throw. */
export type GetVoucherKeyErrorType = ReadErrorType

/**
 * A key that signs a payer's vouchers: its cap (0 for no key), and the epoch it ends with.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getVoucherKey } from '@lambda-bourse/sdk'
 * const answer = await getVoucherKey(client, { deployment, payer: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', key: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const getVoucherKey = defineRead({
  contract: 'vouchers',
  functionName: 'keyOf',
  args: ({ payer, key }: Own) => [payer, key],
})
