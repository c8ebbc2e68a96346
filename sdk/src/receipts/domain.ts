import type { Address, TypedDataDomain } from 'viem'
import { domainSeparator } from 'viem'
import { fromHex } from '../internal/bytes.ts'

/** Where receipts count: one Bourse on one chain (EIP-712 domain). */
export type ReceiptDomain = {
  readonly chainId: number
  readonly bourse: Address
  /** 32 bytes, computed once: every receipt holds it. */
  readonly separator: Uint8Array
}

/**
 * The EIP-712 domain of a Bourse, as viem's typed-data functions take it. Used for receipts and operator proofs.
 *
 * @param chainId - EIP-155 id
 * @param bourse - address of the Bourse
 */
export function bourseTypedDataDomain({ chainId, bourse }: { chainId: number; bourse: Address }) {
  return { name: 'Lambda Bourse', version: '1', chainId, verifyingContract: bourse } as const satisfies TypedDataDomain
}

/**
 * Makes the domain that receipt functions take.
 *
 * @param parameters - chain id and address of the Bourse
 * @throws viem's InvalidAddressError - an address with a wrong checksum
 * @example
 * ```ts
 * import { receiptDomain } from '@lambda-bourse/sdk'
 * const domain = receiptDomain({ chainId: 31337, bourse: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
 * ```
 */
export function receiptDomain({ chainId, bourse }: { chainId: number; bourse: Address }): ReceiptDomain {
  const separator = domainSeparator({ domain: bourseTypedDataDomain({ chainId, bourse }) })
  return { chainId, bourse, separator: fromHex(separator, 'separator', 32) }
}
