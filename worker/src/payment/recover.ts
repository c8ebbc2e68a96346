import { createRequire } from 'node:module'
import type { Recover } from '@lambda-bourse/sdk'
import { getAddress, keccak256, toHex } from 'viem'

interface Secp256k1 {
  ecdsaRecover(signature: Uint8Array, recid: number, digest: Uint8Array, compressed: boolean): Uint8Array
}

/** Half of the curve's order (SEC 2, section 2.4.1): a canonical s is not above it. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/** libsecp256k1; accepts what `ECDSA.tryRecover` of the contract does: 65 bytes, low s, v of 27 or 28. */
export function nativeRecover(): Recover {
  const { ecdsaRecover } = createRequire(import.meta.url)('secp256k1') as Secp256k1
  return (digest, signature) => {
    const v = signature[64]
    if (signature.length !== 65 || (v !== 27 && v !== 28)) throw new RangeError('v is not 27 or 28')
    if (BigInt(toHex(signature.subarray(32, 64))) > HALF_ORDER) throw new RangeError('s is high')
    const publicKey = ecdsaRecover(signature.subarray(0, 64), v - 27, digest, false)
    return getAddress(`0x${keccak256(publicKey.subarray(1)).slice(-40)}`)
  }
}
