import { InvalidValueError } from '../errors/values.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

const NODE = 0x01

/**
 * An inner node of every tree here: `sha256(0x01 || left || right)` (docs/receipts.md).
 *
 * @param left - 32 bytes
 * @param right - 32 bytes
 */
export function merkleNode(left: Uint8Array, right: Uint8Array, sha256: Sha256 = defaultSha256): Uint8Array {
  const block = new Uint8Array(65)
  block[0] = NODE
  block.set(left, 1)
  block.set(right, 33)
  return sha256(block)
}

/**
 * A binary Merkle tree; an odd node at the end of a level moves up unchanged (docs/receipts.md). Building hashes each
 * inner node once; paths are looked up.
 *
 * @example
 * ```ts
 * import { MerkleTree, merkleRootFromPath } from '@lambda-bourse/sdk'
 * const leaves = [new Uint8Array(32), new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
 * const tree = new MerkleTree(leaves)
 * merkleRootFromPath(leaves[2]!, 2, 3, tree.path(2)) // equals tree.root
 * ```
 */
export class MerkleTree {
  readonly #levels: Uint8Array[][]

  /** @param leaves - at least one, 32 bytes each */
  constructor(leaves: readonly Uint8Array[], sha256: Sha256 = defaultSha256) {
    if (leaves.length === 0) throw new InvalidValueError('leaves', 0, 'at least one leaf')
    let level = [...leaves]
    this.#levels = [level]
    while (level.length > 1) {
      level = parents(level, sha256)
      this.#levels.push(level)
    }
  }

  get root(): Uint8Array {
    return this.#levels.at(-1)?.[0] as Uint8Array
  }

  /** Siblings from the leaf up; levels where the node moves up unchanged have none. */
  path(index: number): Uint8Array[] {
    checkIndex(index, this.#levels[0]?.length ?? 0)
    return this.#levels.flatMap((level, height) => level[Math.floor(index / 2 ** height) ^ 1] ?? [])
  }
}

function parents(level: readonly Uint8Array[], sha256: Sha256): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Uint8Array
    const right = level[i + 1]
    above.push(right ? merkleNode(left, right, sha256) : left)
  }
  return above
}

/**
 * The root that a leaf and its path lead to, or undefined when the path has not exactly the length that `index` and
 * `count` ask for. Also proves places in a Merkle mountain range: bagged from the right it is the same tree.
 *
 * @param leaf - 32 bytes
 * @param index - place of the leaf, from 0
 * @param count - leaves in the tree
 * @param path - siblings from the leaf up, 32 bytes each
 */
export function merkleRootFromPath(
  leaf: Uint8Array,
  index: number,
  count: number,
  path: readonly Uint8Array[],
  sha256: Sha256 = defaultSha256,
): Uint8Array | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) return undefined
  let hash = leaf
  let used = 0
  let at = index
  for (let width = count; width > 1; width = Math.ceil(width / 2)) {
    const isRight = at % 2 === 1
    if (isRight || at + 1 < width) {
      const sibling = path[used++]
      if (!sibling) return undefined
      hash = isRight ? merkleNode(sibling, hash, sha256) : merkleNode(hash, sibling, sha256)
    }
    at = Math.floor(at / 2)
  }
  return used === path.length ? hash : undefined
}

/** How many siblings the path of `index` has in a tree of `count` leaves. */
export function merklePathLength(index: number, count: number): number {
  let length = 0
  let at = index
  for (let width = count; width > 1; width = Math.ceil(width / 2)) {
    if (at % 2 === 1 || at + 1 < width) length++
    at = Math.floor(at / 2)
  }
  return length
}

export function checkIndex(index: number, count: number): void {
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) {
    throw new InvalidValueError('index', index, `an integer from 0 to ${count - 1}`)
  }
}
