import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/**
 * A sha-256 (FIPS 180-4) of bytes, 32 bytes. Functions here take one as their last argument, so that a host may pass
 * its faster one (`nodeSha256` of `@lambda-bourse/sdk/node`); the default runs everywhere.
 */
export type Sha256 = (data: Uint8Array) => Uint8Array

/** The portable sha-256. */
export const sha256: Sha256 = nobleSha256
