import { expect } from 'chai'
import { bytesToHex } from 'viem'
import { MerkleTree, Mmr, merklePathLength, merkleRootFromPath, mmrPath, voidLeaf } from '../../src/index.ts'
import { thrown, vectors } from '../support/vectors.ts'

const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => voidLeaf(BigInt(i + 1)))

describe('SDK receipts: Merkle trees and mountain ranges', () => {
  it('RCP-2 every path of every tree up to 33 leaves leads to the root, and nowhere else', () => {
    for (let count = 1; count <= 33; count++) {
      const leaves = leavesOf(count)
      const tree = new MerkleTree(leaves)
      for (const [index, leaf] of leaves.entries()) {
        const path = tree.path(index)
        expect(path).to.have.length(merklePathLength(index, count))
        expect(merkleRootFromPath(leaf, index, count, path)).to.deep.equal(tree.root)
        expect(merkleRootFromPath(leaf, index, count, [...path, leaf]), 'too long').to.equal(undefined)
        if (path.length > 0)
          expect(merkleRootFromPath(leaf, index, count, path.slice(1)), 'too short').to.equal(undefined)
        const other = (index + 1) % count
        if (other !== index) expect(merkleRootFromPath(leaf, other, count, path)).to.not.deep.equal(tree.root)
      }
      expect(merkleRootFromPath(leaves[0] as Uint8Array, count, count, [])).to.equal(undefined)
    }
  })

  it('EPO-4 a mountain range has the roots of the vectors, and is the tree over its leaves', () => {
    const mmr = new Mmr()
    for (const [i, root] of vectors.mmr.roots.entries()) {
      mmr.append(voidLeaf(BigInt(i + 1)))
      expect(bytesToHex(mmr.root)).to.equal(root)
      expect(mmr.root).to.deep.equal(new MerkleTree(leavesOf(i + 1)).root)
    }
  })

  it('EPO-4 a mountain range goes on from its stored state, and proves every leaf from its stored nodes', () => {
    const nodes = new Map<string, Uint8Array>()
    let mmr = new Mmr()
    const leaves = leavesOf(77)
    for (const [i, leaf] of leaves.entries()) {
      for (const { level, index, hash } of mmr.append(leaf)) nodes.set(`${level}:${index}`, hash)
      mmr = new Mmr(mmr.state)
      const count = i + 1
      const nodeAt = (level: number, index: number) => nodes.get(`${level}:${index}`) as Uint8Array
      for (const index of [0, Math.floor(i / 2), i]) {
        const path = mmrPath(nodeAt, index, count)
        expect(merkleRootFromPath(leaves[index] as Uint8Array, index, count, path)).to.deep.equal(mmr.root)
      }
    }
    expect(mmr.count).to.equal(77)
  })

  it('refuses states and indices that cannot be', () => {
    expect(thrown(() => new Mmr({ count: 3, peaks: [] }))).to.include({ name: 'InvalidValueError', field: 'peaks' })
    expect(thrown(() => new MerkleTree([]))).to.include({ name: 'InvalidValueError', field: 'leaves' })
    expect(thrown(() => new MerkleTree(leavesOf(2)).path(2))).to.include({ name: 'InvalidValueError', field: 'index' })
  })
})
