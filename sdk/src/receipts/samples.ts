import type { Bytes32 } from '../internal/bytes.ts'
import { toBytes } from '../internal/bytes.ts'
import { Packer } from '../internal/packer.ts'
import { MerkleTree } from './merkle.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/**
 * What a version says of its samples: `sha256(0x0a || uint64(count) || root)` over the content hashes of their requests, in
 * the order of the config (docs/receipts.md, Canary). 32 zero bytes where there is none.
 *
 * @param requestHashes - `contentHash(encodeRequest(sample))` of each sample, 32 bytes
 * @example
 * ```ts
 * import { contentHash, encodeRequest, samplesHash } from '@lambda-bourse/sdk'
 * const request = encodeRequest({ method: 'GET', target: '/', contentType: '', body: new Uint8Array() })
 * samplesHash([contentHash(request)]) // Uint8Array(32)
 * ```
 */
export function samplesHash(requestHashes: readonly Bytes32[], sha256: Sha256 = defaultSha256): Uint8Array {
  if (requestHashes.length === 0) return new Uint8Array(32)
  const leaves = requestHashes.map((hash) => toBytes(hash, 'requestHash', 32))
  const packer = new Packer(41).uint(1, 0x0a, 'tag').uint64(BigInt(leaves.length), 'count')
  return sha256(packer.raw(new MerkleTree(leaves, sha256).root).bytes)
}
