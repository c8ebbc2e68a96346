import { InvalidValueError } from '../errors/values.ts'
import { checkIndex, merkleNode } from './merkle.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** A node that will never change: `hash` covers leaves `index * 2^level` up to `(index + 1) * 2^level`. */
export type MmrNode = { level: number; index: number; hash: Uint8Array }

/** What has to be kept to go on appending: the number of leaves and the peaks, highest first. */
export type MmrState = { count: number; peaks: readonly Uint8Array[] }

/**
 * A Merkle mountain range over a provider's batches (docs/receipts.md, epoch root). Keeps only the peaks; `append`
 * returns the nodes that became complete, for a store that wants to serve proofs.
 *
 * @example
 * ```ts
 * import { Mmr, voidLeaf } from '@lambda-bourse/sdk'
 * const mmr = new Mmr()
 * mmr.append(voidLeaf(1n))
 * mmr.root // the one leaf
 * ```
 */
export class Mmr {
  readonly #sha256: Sha256
  readonly #peaks: Uint8Array[]
  #count: number

  /** @param state - of an earlier range; empty by default */
  constructor(state: MmrState = { count: 0, peaks: [] }, sha256: Sha256 = defaultSha256) {
    const expected = peakCount(state.count)
    if (state.peaks.length !== expected) {
      throw new InvalidValueError('peaks', state.peaks.length, `${expected} for ${state.count} leaves`)
    }
    this.#sha256 = sha256
    this.#peaks = [...state.peaks]
    this.#count = state.count
  }

  /** Number of leaves. */
  get count(): number {
    return this.#count
  }

  get state(): MmrState {
    return { count: this.#count, peaks: [...this.#peaks] }
  }

  /** Adds a leaf of 32 bytes. Returns the leaf and every node it completes, lowest first. */
  append(leaf: Uint8Array): MmrNode[] {
    let node: MmrNode = { level: 0, index: this.#count, hash: leaf }
    const completed = [node]
    while (node.index % 2 === 1) {
      const left = this.#peaks.pop() as Uint8Array
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: merkleNode(left, node.hash, this.#sha256) }
      completed.push(node)
    }
    this.#peaks.push(node.hash)
    this.#count++
    return completed
  }

  /** Peaks bagged from right to left; 32 zero bytes while there is no leaf. */
  get root(): Uint8Array {
    const last = this.#peaks.at(-1)
    if (!last) return new Uint8Array(32)
    return this.#peaks.slice(0, -1).reduceRight((bag, peak) => merkleNode(peak, bag, this.#sha256), last)
  }
}

function peakCount(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) throw new InvalidValueError('count', count, 'a count of leaves')
  return count.toString(2).replaceAll('0', '').length
}

/**
 * The path of leaf `index` in a range of `count` leaves, for `merkleRootFromPath`.
 *
 * @param nodeAt - hash of a complete node, as {@link Mmr.append} returned it
 * @param index - place of the leaf, from 0 (batch number - 1)
 * @param count - leaves in the range, at most as many as were appended
 */
export function mmrPath(
  nodeAt: (level: number, index: number) => Uint8Array,
  index: number,
  count: number,
  sha256: Sha256 = defaultSha256,
): Uint8Array[] {
  checkIndex(index, count)
  const subtree = (level: number, at: number): Uint8Array => {
    if ((at + 1) * 2 ** level <= count) return nodeAt(level, at)
    const left = subtree(level - 1, 2 * at)
    const hasRight = (2 * at + 1) * 2 ** (level - 1) < count
    return hasRight ? merkleNode(left, subtree(level - 1, 2 * at + 1), sha256) : left
  }
  const path: Uint8Array[] = []
  for (let level = 0, at = index, width = count; width > 1; level++) {
    const sibling = at % 2 === 1 ? at - 1 : at + 1
    if (sibling < width) path.push(subtree(level, sibling))
    at = Math.floor(at / 2)
    width = Math.ceil(width / 2)
  }
  return path
}
