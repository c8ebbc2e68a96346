import { expect } from 'chai'
import { PagedTree } from '../../src/machine/paged-tree.ts'
import { Tree } from '../../src/machine/tree.ts'

const [DEPTH, HEIGHT] = [27, 7]

/** The same leaves in a tree that knows all of them, and in one that is given pages. */
function twins(leaves: ReadonlyMap<number, bigint>) {
  const plain = new Tree(DEPTH)
  const pages = new Map<number, Tree>()
  for (const [index, leaf] of leaves) {
    plain.set(index, leaf)
    const page = pages.get(index >> HEIGHT) ?? new Tree(HEIGHT)
    page.set(index & 127, leaf)
    pages.set(index >> HEIGHT, page)
  }
  const roots = [...pages].map(([number, page]): [number, bigint] => [number, page.root()])
  let looked = 0
  const paged = new PagedTree(DEPTH, HEIGHT, roots, (number) => {
    looked++
    return [...leaves].filter(([i]) => i >> HEIGHT === number).map(([i, leaf]): [number, bigint] => [i & 127, leaf])
  })
  return { plain, paged, looked: () => looked }
}

describe('a tree in pages', () => {
  const leaves = new Map([0, 5, 127, 128, 4000, 2 ** 26, 2 ** 27 - 1].map((i, n) => [i, BigInt(n + 1)]))

  it('has the same root and openings as one of leaves, before and after changes', () => {
    const { plain, paged } = twins(leaves)
    expect(paged.root()).to.equal(plain.root())
    const asked = [5, 6, 128, 4001, 2 ** 26 + 9, 2 ** 27 - 1, 77_777]
    for (const index of asked) expect(paged.open(index)).to.deep.equal(plain.open(index))
    for (const index of [5, 77_777, 2 ** 26]) {
      for (const tree of [plain, paged]) tree.set(index, 99n)
      expect(paged.get(index)).to.equal(99n)
      expect(paged.root()).to.equal(plain.root())
      for (const at of asked) expect(paged.open(at)).to.deep.equal(plain.open(at))
    }
  })

  it('looks only into pages that are asked for', () => {
    const { paged, looked } = twins(leaves)
    paged.root()
    expect(looked()).to.equal(0)
    paged.open(5)
    paged.open(6)
    expect(looked()).to.equal(1)
  })
})
