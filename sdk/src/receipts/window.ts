import { type Hex, keccak256 } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import { toHex } from '../internal/bytes.ts'
import { MOST_PROVABLE } from './piece.ts'

const WORD = 32
/** Levels between a word and 64 KiB. */
const DEPTH = 11

/** Roots of trees of 0 to 11 levels over zeros. */
const ZEROS: Uint8Array[] = [new Uint8Array(WORD)]
for (let depth = 0; depth < DEPTH; depth++) ZEROS.push(nodeOf(zeros(depth), zeros(depth)))

/**
 * Keccak-256 root of a response in the machine's window: a tree over its 2,048 words of 32 bytes, with zeros after the
 * response (docs/proof-of-processing.md, Window). What a last state is opened with, so that nobody has to show the bytes.
 *
 * @param response - at most 65,536 bytes; empty where the status is 2 or more
 * @throws InvalidValueError - a longer one
 * @example
 * ```ts
 * import { responseRoot } from '@lambda-bourse/sdk'
 * responseRoot(new TextEncoder().encode('hello')) // '0x...'
 * ```
 */
export function responseRoot(response: Uint8Array): Hex {
  if (response.length > MOST_PROVABLE) {
    throw new InvalidValueError('response', `${response.length} bytes`, `at most ${MOST_PROVABLE} bytes`)
  }
  const padded = new Uint8Array(Math.ceil(response.length / WORD) * WORD)
  padded.set(response)
  let level: Uint8Array[] = Array.from({ length: padded.length / WORD }, (_, i) =>
    padded.subarray(i * WORD, (i + 1) * WORD),
  )
  for (let depth = 0; depth < DEPTH; depth++) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      nodeOf(level[2 * i] as Uint8Array, level[2 * i + 1] ?? zeros(depth)),
    )
  }
  return toHex(level[0] ?? zeros(DEPTH))
}

function zeros(depth: number): Uint8Array {
  return ZEROS[depth] as Uint8Array
}

function nodeOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  const block = new Uint8Array(2 * WORD)
  block.set(left)
  block.set(right, WORD)
  return keccak256(block, 'bytes')
}
