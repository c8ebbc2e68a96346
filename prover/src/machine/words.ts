/** Words of 32 bytes, as the contract sees them. */
import { keccak_256 } from '@noble/hashes/sha3.js'

export const M32 = 0xffff_ffffn
export const M64 = (1n << 64n) - 1n

/** Big-endian. */
export function toBytes(word: bigint): Uint8Array {
  const bytes = new Uint8Array(32)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < 4; i++) view.setBigUint64(i * 8, BigInt.asUintN(64, word >> BigInt(192 - 64 * i)))
  return bytes
}

/** Big-endian. */
export function toWord(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32)
  let word = 0n
  for (let i = 0; i < 4; i++) word = (word << 64n) | view.getBigUint64(i * 8)
  return word
}

/** keccak256 of words, one after the other. */
export function hashWords(...words: bigint[]): bigint {
  const bytes = new Uint8Array(words.length * 32)
  words.forEach((word, i) => {
    bytes.set(toBytes(word), i * 32)
  })
  return toWord(keccak_256(bytes))
}
