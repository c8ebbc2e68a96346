import { type Opening, Tree } from './tree.ts'

/** Some leaves of a page, by their place in it; the others are zero. */
export type Leaves = Iterable<[at: number, leaf: bigint]>

/**
 * A tree whose leaves come in pages that hash by themselves: only pages that are looked into become leaves here. So a step
 * of a machine with much memory is opened without hashing all of it once more.
 */
export class PagedTree extends Tree {
  readonly #height: number
  readonly #page: (number: number) => Leaves
  readonly #upper: Tree
  readonly #opened = new Map<number, Tree>()
  readonly #changed = new Set<number>()

  /**
   * @param height - log2 of a page's leaves
   * @param roots - of pages that are not empty, by number
   * @param page - what is in one of them
   */
  constructor(
    depth: number,
    height: number,
    roots: Iterable<[number: number, root: bigint]>,
    page: (number: number) => Leaves,
  ) {
    super(depth)
    this.#height = height
    this.#page = page
    this.#upper = new Tree(depth - height, height)
    for (const [number, root] of roots) this.#upper.set(number, root)
  }

  override get(index: number): bigint {
    const { tree, at } = this.#place(index)
    return tree.get(at)
  }

  override set(index: number, leaf: bigint): void {
    const { number, tree, at } = this.#place(index)
    tree.set(at, leaf)
    this.#changed.add(number)
  }

  override root(): bigint {
    this.#settle()
    return this.#upper.root()
  }

  override open(index: number): Opening {
    this.#settle()
    const { number, tree, at } = this.#place(index)
    return [...tree.open(at), ...this.#upper.open(number).slice(1)]
  }

  /** Of pages that were looked into. */
  override *written(): Iterable<number> {
    for (const [number, tree] of this.#opened) for (const at of tree.written()) yield number * 2 ** this.#height + at
  }

  #place(index: number): { number: number; tree: Tree; at: number } {
    const number = Math.floor(index / 2 ** this.#height)
    const at = index % 2 ** this.#height
    const known = this.#opened.get(number)
    if (known) return { number, tree: known, at }
    const tree = new Tree(this.#height)
    for (const [i, leaf] of this.#page(number)) tree.set(i, leaf)
    this.#opened.set(number, tree)
    return { number, tree, at }
  }

  #settle(): void {
    for (const number of this.#changed) this.#upper.set(number, (this.#opened.get(number) as Tree).root())
    this.#changed.clear()
  }
}
