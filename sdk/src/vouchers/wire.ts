import { getAddress } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import { fromBase64Url, toBase64Url } from '../internal/base64url.ts'
import { fromHex, toHex } from '../internal/bytes.ts'
import { Packer, Unpacker } from '../internal/packer.ts'
import type { SignedVoucher } from './voucher.ts'

const VERSION = 1
const HEAD = 35
/** A smart account's signature may be long; a header may not. */
const LONGEST = 4_096

/** The value of the `bourse-voucher` header (docs/vouchers.md). */
export function encodeVoucherHeader({ voucher, signature }: SignedVoucher): string {
  const { payer, lease, amount } = voucher
  const bytes = fromHex(signature, 'signature')
  return toBase64Url(
    new Packer(HEAD + bytes.length)
      .uint(1, VERSION, 'version')
      .raw(fromHex(payer, 'payer', 20))
      .uint(6, lease, 'lease')
      .uint64(amount, 'amount')
      .raw(bytes).bytes,
  )
}

/**
 * Reads {@link encodeVoucherHeader}'s text.
 *
 * @throws InvalidValueError - anything else
 */
export function decodeVoucherHeader(text: string): SignedVoucher {
  const bytes = text.length <= LONGEST ? fromBase64Url(text) : undefined
  if (bytes === undefined || bytes.length < HEAD || bytes[0] !== VERSION) {
    throw new InvalidValueError('bourse-voucher', text, 'base64url of a voucher of version 1', 'vouchers.md')
  }
  const reader = new Unpacker(bytes.subarray(1))
  const payer = getAddress(toHex(reader.raw(20)))
  const lease = reader.uint(6)
  const amount = reader.uint64()
  return { voucher: { payer, lease, amount }, signature: toHex(reader.raw(reader.rest)) }
}
