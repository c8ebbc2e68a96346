import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Address } from 'viem'
import { getAddress } from 'viem'
import { toHex } from '../internal/bytes.ts'

/**
 * Recovers who signed a digest (SEC 1, section 4.1.6), as a checksummed address. Throws when the signature is not
 * canonical: low s, v of 27 or 28. A host may pass its native one to `verifyReceipt`.
 */
export type Recover = (digest: Uint8Array, signature: Uint8Array) => Address

/** The portable {@link Recover}. */
export const recoverSigner: Recover = (digest, signature) => {
  const v = signature[64]
  if (signature.length !== 65 || (v !== 27 && v !== 28)) throw new RangeError('v is not 27 or 28')
  const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact').addRecoveryBit(v - 27)
  if (parsed.hasHighS()) throw new RangeError('s is high')
  const publicKey = parsed.recoverPublicKey(digest).toBytes(false)
  return getAddress(toHex(keccak_256(publicKey.subarray(1)).subarray(12)))
}

/**
 * Remembers signers of the last batches: many receipts come under one signature.
 *
 * @param size - batches to remember
 * @param recover - what to ask for new ones
 */
export function cachedRecover(size = 1024, recover: Recover = recoverSigner): Recover {
  const known = new Map<string, Address>()
  return (digest, signature) => {
    const key = toHex(digest) + toHex(signature)
    const hit = known.get(key)
    if (hit) return hit
    const signer = recover(digest, signature)
    if (known.size >= size) known.delete(known.keys().next().value as string)
    known.set(key, signer)
    return signer
  }
}
