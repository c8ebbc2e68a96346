import { createRequire } from 'node:module'
import { privateKeyToAccount } from 'viem/accounts'

interface Secp256k1 {
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number }
}

/** Signs 32-byte digests with the operator's key. */
export interface Signer {
  readonly address: `0x${string}`
  /** 65 bytes r || s || v, v 27 or 28, low s. */
  sign(digest: Uint8Array): Buffer
}

/**
 * libsecp256k1 through the npm package `secp256k1`: 45 us a signature where the pure JavaScript of `@noble/curves` takes
 * 460 us, which would cost each receipt of a small batch more than its execution.
 * @param key 32 bytes.
 */
export function createSigner(key: Uint8Array): Signer {
  const { ecdsaSign } = createRequire(import.meta.url)('secp256k1') as Secp256k1
  const secret = Uint8Array.from(key)
  return {
    address: privateKeyToAccount(`0x${Buffer.from(key).toString('hex')}`).address,
    sign(digest) {
      const { signature, recid } = ecdsaSign(digest, secret)
      const bytes = Buffer.alloc(65)
      bytes.set(signature)
      bytes[64] = 27 + recid
      return bytes
    },
  }
}
