import { encodeAbiParameters, type Hex, keccak256, stringToHex } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { toBytes, toHex } from '../internal/bytes.ts'
import { CHUNK_SIZE, contentRoot } from './content.ts'
import { MerkleTree } from './merkle.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** Level of a piece that holds all that can be asked for: 64 chunks of 1 KiB. */
export const TOP_LEVEL = 6
/** Bytes above which content is not shown on chain. */
export const MOST_PROVABLE = CHUNK_SIZE << TOP_LEVEL

/** Which bytes of an execution, in the order in which the contract counts them. */
export const RECEIPT_PARTS = ['request', 'response', 'transcript'] as const
/** One of {@link RECEIPT_PARTS}. */
export type ReceiptPart = (typeof RECEIPT_PARTS)[number]

/** Run `index` of 2^level chunks of some content, and what leads from there to the content's hash. */
export type ContentPiece = {
  level: number
  index: number
  /** Bytes of all the content. */
  length: bigint
  /** Nothing where the content ends before it, or has more than 64 KiB. */
  data: Hex
  /** From the piece up; where nothing is shown, the root of the chunks alone. */
  path: readonly Hex[]
}

/**
 * A piece of some content, as `Faults.answerContent` takes it.
 *
 * @param content - all bytes of a request, a response or a transcript
 * @param place - level from 0 (one chunk) to 6 (all of it), and which piece of that size
 * @throws InvalidValueError - a piece that nobody can ask for
 * @example
 * ```ts
 * import { contentPiece } from '@lambda-bourse/sdk'
 * contentPiece(new Uint8Array(5000), { level: 0, index: 4 }).data // the last 904 bytes
 * ```
 */
export function contentPiece(
  content: Uint8Array,
  { level, index }: { level: number; index: number },
  sha256: Sha256 = defaultSha256,
): ContentPiece {
  checkPlace(level, index)
  const size = CHUNK_SIZE << level
  const place = { level, index, length: BigInt(content.length) }
  const data = content.subarray(index * size, (index + 1) * size)
  const isShown = content.length <= MOST_PROVABLE && (data.length > 0 || (content.length === 0 && index === 0))
  if (!isShown) return { ...place, data: '0x', path: [toHex(contentRoot(content, sha256))] }
  const roots = Array.from({ length: Math.max(1, Math.ceil(content.length / size)) }, (_, i) =>
    contentRoot(content.subarray(i * size, (i + 1) * size), sha256),
  )
  return { ...place, data: toHex(data), path: new MerkleTree(roots, sha256).path(index).map(toHex) }
}

/** Id of the case of a piece of some content. */
export function contentCaseId({
  provider,
  hash,
  level,
  index,
}: {
  provider: number
  hash: Bytes32
  level: number
  index: number
}): Hex {
  checkPlace(level, index)
  const types = [
    { type: 'bytes32' },
    { type: 'uint24' },
    { type: 'bytes32' },
    { type: 'uint8' },
    { type: 'uint8' },
  ] as const
  const content = toHex(toBytes(hash, 'hash', 32))
  return keccak256(encodeAbiParameters(types, [stringToHex('content', { size: 32 }), provider, content, level, index]))
}

function checkPlace(level: number, index: number): void {
  if (!Number.isInteger(level) || level < 0 || level > TOP_LEVEL) {
    throw new InvalidValueError('level', level, `an integer from 0 to ${TOP_LEVEL}`)
  }
  const most = (1 << (TOP_LEVEL - level)) - 1
  if (!Number.isInteger(index) || index < 0 || index > most) {
    throw new InvalidValueError('index', index, `an integer from 0 to ${most}`)
  }
}
