import type { Hex } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'
import type { Voucher } from '../../vouchers/voucher.ts'

type Own = {
  /** What was signed. */
  voucher: Voucher
  /** `signVoucher`'s, or what the payer's own code accepts (ERC-1271). */
  signature: Hex
}

/** What {@link getRedeemable} takes. */
export type GetRedeemableParameters = Own & ReadParameters
/** What {@link getRedeemable} answers. */
export type GetRedeemableReturnType = ReadResult<'vouchers', 'redeemable'>
/** What {@link getRedeemable} may throw. */
export type GetRedeemableErrorType = ReadErrorType

/**
 * What `redeemVoucher` would pay now, micro-USDC; refused as that would be.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getRedeemable } from '@lambda-bourse/sdk'
 * const answer = await getRedeemable(client, { deployment, voucher, signature })
 * ```
 */
export const getRedeemable = defineRead({
  contract: 'vouchers',
  functionName: 'redeemable',
  args: ({ voucher, signature }: Own) => [voucher, signature],
})
