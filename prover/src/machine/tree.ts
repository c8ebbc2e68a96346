import { hashWords } from './words.ts'

const empty: bigint[] = [0n]

/** Root of a tree of this depth in which every leaf is zero. */
export function emptyRoot(depth: number): bigint {
  for (let d = empty.length; d <= depth; d++) empty.push(hashWords(empty[d - 1] as bigint, empty[d - 1] as bigint))
  return empty[depth] as bigint
}

/** A leaf, and its siblings from the bottom up. */
export type Opening = bigint[]

/** A Merkle tree of fixed depth over 2^depth words, zero where none was written. Hashes only when it is asked. */
export class Tree {
  readonly depth: number
  readonly #base: number
  /** By level from the leaves up; what is missing is empty. */
  readonly #levels: Map<number, bigint>[]
  #changed = new Set<number>()

  /** @param base - height of what its leaves stand for: 0 for words, more where each is the root of a tree of its own */
  constructor(depth: number, base = 0) {
    this.depth = depth
    this.#base = base
    this.#levels = Array.from({ length: depth + 1 }, () => new Map())
  }

  get(index: number): bigint {
    return this.#node(0, index)
  }

  set(index: number, leaf: bigint): void {
    this.#levels[0]?.set(index, leaf)
    this.#changed.add(index)
  }

  root(): bigint {
    this.#hash()
    return this.#node(this.depth, 0)
  }

  open(index: number): Opening {
    this.#hash()
    const opening = [this.get(index)]
    for (let d = 0, i = index; d < this.depth; d++, i = Math.floor(i / 2)) opening.push(this.#node(d, i ^ 1))
    return opening
  }

  /** Indices of the leaves that were ever written. */
  written(): Iterable<number> {
    return (this.#levels[0] as Map<number, bigint>).keys()
  }

  #node(level: number, index: number): bigint {
    return this.#levels[level]?.get(index) ?? emptyRoot(level + this.#base)
  }

  #hash(): void {
    let changed = this.#changed
    this.#changed = new Set()
    for (let d = 0; d < this.depth && changed.size > 0; d++) {
      const above = new Set<number>()
      for (const i of changed) above.add(i >>> 1)
      for (const i of above) this.#levels[d + 1]?.set(i, hashWords(this.#node(d, 2 * i), this.#node(d, 2 * i + 1)))
      changed = above
    }
  }
}
