import type { Address } from 'viem'
import { isAddressEqual } from 'viem'
import { BourseError } from '../errors/base.ts'
import { fromHex } from '../internal/bytes.ts'
import type { Recover } from '../receipts/recover.ts'
import { recoverSigner } from '../receipts/recover.ts'
import type { SignedVoucher, VoucherDomain } from './voucher.ts'
import { voucherDigest } from './voucher.ts'

/** A voucher that neither its payer nor a key it may be signed with has signed. */
export class VoucherSignatureError extends BourseError {
  override name = 'VoucherSignatureError'
  /** Who signed it; undefined when that cannot be told. */
  readonly signer: Address | undefined

  constructor(payer: Address, signer: Address | undefined) {
    super(`the voucher is signed by ${signer ?? 'nobody that can be told'}, not by ${payer} or a key of it`, {
      advice: ['Sign it with the payer, or register the key first (`setVoucherKey`).'],
      docsPath: 'vouchers.md',
    })
    this.signer = signer
  }
}

/** What {@link verifyVoucher} takes. */
export type VerifyVoucherParameters = SignedVoucher & {
  domain: VoucherDomain
  /** Keys that may sign for the payer beside itself. Default: none. */
  keys?: readonly Address[]
  /** How signers are recovered. Default: the portable way. */
  recover?: Recover
}

/**
 * Checks who signed a voucher, without a chain. Funds, caps and signatures of contracts (ERC-1271) only the chain knows:
 * `getFunds`, `getVoucherKey`, `getRedeemable`.
 *
 * @param parameters - see the fields of the type
 * @returns the signer: the payer or one of the keys
 * @throws VoucherSignatureError - signed by anybody else, or by nobody
 * @example
 * ```ts
 * import { decodeVoucherHeader, verifyVoucher, voucherDomain } from '@lambda-bourse/sdk'
 * const domain = voucherDomain({ chainId: 31337, vouchers: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
 * const check = (header: string) => verifyVoucher({ ...decodeVoucherHeader(header), domain })
 * ```
 */
export function verifyVoucher(parameters: VerifyVoucherParameters): Address {
  const { voucher, keys = [] } = parameters
  const signer = voucherSigner(parameters)
  const isGood = signer !== undefined && [voucher.payer, ...keys].some((key) => isAddressEqual(key, signer))
  if (!isGood) throw new VoucherSignatureError(voucher.payer, signer)
  return signer
}

/** Who signed a voucher; undefined when the signature is none of a key. */
export function voucherSigner({
  voucher,
  signature,
  domain,
  recover = recoverSigner,
}: VerifyVoucherParameters): Address | undefined {
  const digest = voucherDigest(voucher, domain)
  try {
    return recover(digest, fromHex(signature, 'signature'))
  } catch {
    return undefined
  }
}
