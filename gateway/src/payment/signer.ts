import { createRequire } from 'node:module'
import { BourseError, encodeVoucherHeader, type Voucher, type VoucherDomain, voucherDigest } from '@lambda-bourse/sdk'
import { type Address, type Hex, hexToBytes, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

interface Secp256k1 {
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number }
}

export const VOUCHER_KEY = 'BOURSE_VOUCHER_KEY'

/** Signs vouchers, as the header `bourse-voucher`. */
export type VoucherSigner = { readonly address: Address; sign(voucher: Voucher, domain: VoucherDomain): string }

/** libsecp256k1: a voucher goes with every call, and pure JavaScript takes ten times as long. */
export function voucherSigner(key: Hex): VoucherSigner {
  const { ecdsaSign } = createRequire(import.meta.url)('secp256k1') as Secp256k1
  const secret = hexToBytes(key)
  return {
    address: privateKeyToAccount(key).address,
    sign(voucher, domain) {
      const { signature, recid } = ecdsaSign(voucherDigest(voucher, domain), secret)
      return encodeVoucherHeader({ voucher, signature: `${toHex(signature)}${recid === 0 ? '1b' : '1c'}` })
    },
  }
}

/**
 * The voucher key of the environment; undefined when there is none.
 * @throws BourseError for what is no key; the message does not hold it.
 */
export function readVoucherKey(environment: Record<string, string | undefined>): VoucherSigner | undefined {
  const text = environment[VOUCHER_KEY]
  if (text === undefined || text === '') return undefined
  const hex: Hex = `0x${text.trim().replace(/^0x/, '')}`
  try {
    if (!/^0x[0-9a-f]{64}$/i.test(hex)) throw new RangeError('not 64 hex digits')
    return voucherSigner(hex)
  } catch {
    throw new BourseError(`${VOUCHER_KEY} does not hold a key`, { advice: ['A key is 64 hex digits.'] })
  }
}
