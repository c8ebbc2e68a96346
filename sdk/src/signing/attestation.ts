import type { Address, Hex, LocalAccount } from 'viem'
import { parseSignature, signatureToCompactSignature } from 'viem'
import { bourseTypedDataDomain } from '../receipts/domain.ts'
import type { SignedAttestation } from '../types.ts'

const types = {
  Attestation: [
    { name: 'provider', type: 'uint24' },
    { name: 'epoch', type: 'uint24' },
    { name: 'root', type: 'bytes32' },
    { name: 'tip', type: 'uint32' },
  ],
} as const

/** What an operator signs, so that anybody can carry it. */
export type Attestation = {
  /** Provider id. */
  provider: number
  epoch: number
  /** Root of the epoch (docs/receipts.md). */
  root: Hex
  /** micro-USDC to who carries it, from the provider's owner; no more than the epoch earned. */
  tip: number
}

/** Typed data of an attestation (EIP-712), as `signTypedData` takes it. */
export function attestationTypedData(attestation: Attestation, market: { chainId: number; bourse: Address }) {
  return { domain: bourseTypedDataDomain(market), types, primaryType: 'Attestation', message: attestation } as const
}

/**
 * Signs an attestation for `attestBatch`: a relayer carries it, many at once, for the tip.
 *
 * @param operator - account of the provider's operator key
 * @param parameters - the attestation, and the market (a `Deployment` will do)
 * @returns the entry, with its signature in 64 bytes (EIP-2098)
 * @example
 * ```ts
 * import { signAttestation } from '@lambda-bourse/sdk'
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
 * const market = { chainId: 31337, bourse: '0x5FbDB2315678afecb367f032d93F642f64180aa3' } as const
 * const attestation = { provider: 1, epoch: 2, root: `0x${'42'.repeat(32)}`, tip: 100 } as const
 * await signAttestation(privateKeyToAccount(generatePrivateKey()), { ...attestation, market })
 * ```
 */
export async function signAttestation(
  operator: Pick<LocalAccount, 'signTypedData'>,
  parameters: Attestation & { market: { chainId: number; bourse: Address } },
): Promise<SignedAttestation> {
  const { market, provider, epoch, root, tip } = parameters
  const attestation = { provider, epoch, root, tip }
  const signature = parseSignature(await operator.signTypedData(attestationTypedData(attestation, market)))
  const { r, yParityAndS } = signatureToCompactSignature(signature)
  return { ...attestation, r, vs: yParityAndS }
}
