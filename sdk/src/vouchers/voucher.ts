import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address, Hex, LocalAccount, TypedDataDomain } from 'viem'
import { domainSeparator } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import { concatBytes, fromHex } from '../internal/bytes.ts'
import { Packer } from '../internal/packer.ts'

/** What a payer owes the provider of a lease in all, since ever (docs/vouchers.md). */
export type Voucher = {
  payer: Address
  /** Lease id: `deal << 8 | index`. */
  lease: number
  /** micro-USDC, cumulative */
  amount: bigint
}

/** A voucher and who signed it. */
export type SignedVoucher = {
  voucher: Voucher
  /** 65 bytes, or what the payer's own code accepts (ERC-1271). */
  signature: Hex
}

/** Where vouchers count: one Vouchers on one chain (EIP-712 domain). */
export type VoucherDomain = {
  readonly chainId: number
  readonly vouchers: Address
  /** 32 bytes, computed once: every digest holds it. */
  readonly separator: Uint8Array
}

/** EIP-712 types of {@link Voucher}, for viem's typed-data functions. */
export const voucherTypes = {
  Voucher: [
    { name: 'payer', type: 'address' },
    { name: 'lease', type: 'uint48' },
    { name: 'amount', type: 'uint64' },
  ],
} as const

const TYPE_HASH = keccak_256(
  new TextEncoder().encode(`Voucher(${voucherTypes.Voucher.map(({ type, name }) => `${type} ${name}`).join(',')})`),
)

/** The EIP-712 domain of a Vouchers, as viem's typed-data functions take it. */
export function vouchersTypedDataDomain({ chainId, vouchers }: { chainId: number; vouchers: Address }) {
  return {
    name: 'Lambda Bourse Vouchers',
    version: '1',
    chainId,
    verifyingContract: vouchers,
  } as const satisfies TypedDataDomain
}

/**
 * Makes the domain that voucher functions take.
 *
 * @param market - chain id and address of Vouchers; a `Deployment` that has one will do
 * @throws InvalidValueError - a deployment without Vouchers
 * @example
 * ```ts
 * import { voucherDomain } from '@lambda-bourse/sdk'
 * const domain = voucherDomain({ chainId: 31337, vouchers: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
 * ```
 */
export function voucherDomain({
  chainId,
  vouchers,
}: {
  chainId: number
  vouchers?: Address | undefined
}): VoucherDomain {
  if (vouchers === undefined)
    throw new InvalidValueError('vouchers', vouchers, 'the address of Vouchers', 'vouchers.md')
  const separator = domainSeparator({ domain: vouchersTypedDataDomain({ chainId, vouchers }) })
  return { chainId, vouchers, separator: fromHex(separator, 'separator', 32) }
}

/** The typed data of a voucher (EIP-712), as `signTypedData` takes it. */
export function voucherTypedData(voucher: Voucher, domain: { chainId: number; vouchers: Address }) {
  return {
    domain: vouchersTypedDataDomain(domain),
    types: voucherTypes,
    primaryType: 'Voucher',
    message: voucher,
  } as const
}

/** What payer or key sign, 32 bytes (EIP-712). Written out because viem's general one takes ten times as long. */
export function voucherDigest({ payer, lease, amount }: Voucher, domain: VoucherDomain): Uint8Array {
  const word = (width: number) => new Uint8Array(32 - width)
  const struct = new Packer(4 * 32)
    .raw(TYPE_HASH)
    .raw(word(20))
    .raw(fromHex(payer, 'payer', 20))
    .raw(word(6))
    .uint(6, lease, 'lease')
    .raw(word(8))
    .uint64(amount, 'amount').bytes
  return keccak_256(concatBytes(new Uint8Array([0x19, 0x01]), domain.separator, keccak_256(struct)))
}

/**
 * Signs a voucher with the payer's key, or one that the payer registered (`setVoucherKey`). Hosts with a native signer
 * sign {@link voucherDigest}.
 *
 * @param account - the key
 * @param parameters - the voucher, and where it counts
 * @returns 65 bytes
 * @throws InvalidValueError - a lease or an amount that does not fit
 * @example
 * ```ts
 * import { signVoucher, voucherDomain } from '@lambda-bourse/sdk'
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
 * const key = privateKeyToAccount(generatePrivateKey())
 * const domain = voucherDomain({ chainId: 31337, vouchers: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
 * await signVoucher(key, { voucher: { payer: key.address, lease: 256, amount: 1_000n }, domain })
 * ```
 */
export async function signVoucher(
  account: Pick<LocalAccount, 'signTypedData'>,
  { voucher, domain }: { voucher: Voucher; domain: VoucherDomain },
): Promise<Hex> {
  voucherDigest(voucher, domain)
  return account.signTypedData(voucherTypedData(voucher, domain))
}
