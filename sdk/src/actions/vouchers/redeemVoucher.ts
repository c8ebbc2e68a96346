import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { Voucher } from '../../vouchers/voucher.ts'

type Own = {
  /** What was signed. */
  voucher: Voucher
  /** `signVoucher`'s, or what the payer's own code accepts (ERC-1271). */
  signature: Hex
}

/** What {@link redeemVoucher} takes. */
export type RedeemVoucherParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RedeemVoucherReturnType = Hash
/** What {@link redeemVoucher} may throw. */
export type RedeemVoucherErrorType = WriteErrorType

/**
 * Pays a lease's provider what a voucher says above what was redeemed, as far as key and funds go. Anyone may.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Redeemed`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the deployment has no Vouchers
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { redeemVoucher } from '@lambda-bourse/sdk'
 * const { event } = await redeemVoucher.andWait(client, { deployment, voucher, signature })
 * ```
 */
export const redeemVoucher = defineWrite({
  contract: 'vouchers',
  functionName: 'redeem',
  args: ({ voucher, signature }: Own) => [voucher, signature],
  event: 'Redeemed',
})
