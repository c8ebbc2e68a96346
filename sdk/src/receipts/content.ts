import { Packer } from '../internal/packer.ts'
import { MerkleTree } from './merkle.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** Bytes of a chunk, the unit that can be opened on chain. */
export const CHUNK_SIZE = 1024

/**
 * Hash of a request, a response, a transcript or a module: a Merkle tree over chunks of 1 KiB, bound to the length
 * (docs/receipts.md, content hash).
 *
 * @param content - any bytes, may be empty
 * @returns 32 bytes
 * @example
 * ```ts
 * import { contentHash } from '@lambda-bourse/sdk'
 * contentHash(new TextEncoder().encode('hello')) // Uint8Array(32)
 * ```
 */
export function contentHash(content: Uint8Array, sha256: Sha256 = defaultSha256): Uint8Array {
  const length = new Packer(41).uint(1, 0x02, 'tag').uint64(BigInt(content.length), 'length')
  return sha256(length.raw(contentRoot(content, sha256)).bytes)
}

/** Root of the chunks, without the length. */
export function contentRoot(content: Uint8Array, sha256: Sha256): Uint8Array {
  if (content.length <= CHUNK_SIZE) return chunkLeaf(content, sha256)
  return contentTree(content, sha256).root
}

/** The tree over the chunks. */
export function contentTree(content: Uint8Array, sha256: Sha256): MerkleTree {
  const leaves = [chunkLeaf(content.subarray(0, CHUNK_SIZE), sha256)]
  for (let at = CHUNK_SIZE; at < content.length; at += CHUNK_SIZE) {
    leaves.push(chunkLeaf(content.subarray(at, at + CHUNK_SIZE), sha256))
  }
  return new MerkleTree(leaves, sha256)
}

function chunkLeaf(chunk: Uint8Array, sha256: Sha256): Uint8Array {
  const block = new Uint8Array(chunk.length + 1)
  block.set(chunk, 1)
  return sha256(block)
}
