import type { Address, Hex, LocalAccount } from 'viem'
import { bourseTypedDataDomain } from '../receipts/domain.ts'

const types = {
  Operator: [
    { name: 'owner', type: 'address' },
    { name: 'operator', type: 'address' },
    { name: 'encryptionKey', type: 'bytes32' },
  ],
} as const

/** Keys of a provider, and whose they are. */
export type OperatorProof = {
  owner: Address
  operator: Address
  /** X25519 public key, 32 bytes. */
  encryptionKey: Hex
}

/** Typed data by which an operator key proves itself (EIP-712), as `signTypedData` takes it. */
export function operatorProofTypedData(proof: OperatorProof, market: { chainId: number; bourse: Address }) {
  return { domain: bourseTypedDataDomain(market), types, primaryType: 'Operator', message: proof } as const
}

/**
 * Signs with the operator key that it belongs to an owner, for `registerProvider` and `setOperator`: nobody can register
 * another's key, or copy a registration.
 *
 * @param operator - account of the operator key
 * @param parameters - the owner, the encryption key, and the market (a `Deployment` will do)
 * @returns 65 bytes
 * @example
 * ```ts
 * import { signOperatorProof } from '@lambda-bourse/sdk'
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
 * const market = { chainId: 31337, bourse: '0x5FbDB2315678afecb367f032d93F642f64180aa3' } as const
 * const owner = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
 * await signOperatorProof(privateKeyToAccount(generatePrivateKey()), { owner, encryptionKey: `0x${'01'.repeat(32)}`, market })
 * ```
 */
export async function signOperatorProof(
  operator: Pick<LocalAccount, 'address' | 'signTypedData'>,
  parameters: { owner: Address; encryptionKey: Hex; market: { chainId: number; bourse: Address } },
): Promise<Hex> {
  const { owner, encryptionKey, market } = parameters
  return operator.signTypedData(operatorProofTypedData({ owner, operator: operator.address, encryptionKey }, market))
}
