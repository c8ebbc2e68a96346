import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { bytesToHex, concat, encodePacked, type Hex, keccak256, toHex } from 'viem'
import { canary, canarySeed, drawSample } from '../../src/index.ts'
import { thrown } from '../support/vectors.ts'

const sha256 = (bytes: Hex) =>
  `0x${createHash('sha256')
    .update(Buffer.from(bytes.slice(2), 'hex'))
    .digest('hex')}` as Hex

/** docs/receipts.md, Canary, in viem's words. */
function byHand(seed: Hex, module: Uint8Array, sample?: Hex): Hex {
  const count = BigInt(Math.ceil(module.length / 1024))
  const chunks = [0, 1, 2, 3].map((i) => {
    const at = Number(BigInt(keccak256(encodePacked(['bytes32', 'uint8'], [seed, i]))) % count) * 1024
    return toHex(module.subarray(at, at + 1024))
  })
  return sha256(concat([sample ? '0x08' : '0x07', seed, sha256(toHex(module)), ...chunks, sample ?? '0x']))
}

describe('SDK receipts: canaries', () => {
  const seed = canarySeed({ provider: 1, epoch: 7, previous: `0x${'0d'.repeat(32)}` })
  const [requestHash, responseHash] = [keccak256('0x01'), keccak256('0x02')]

  it('EPO-4 hash the seed, the module, four of its chunks, and what came out of a sample', () => {
    for (const length of [1, 1024, 1025, 70_000]) {
      const module = Uint8Array.from({ length }, (_, i) => (i * 31) >> 3)
      expect(bytesToHex(canary({ seed, module }))).to.equal(byHand(seed, module))
      const sample = { requestHash, responseHash, fuel: 12_345n, status: 2 }
      const packed = encodePacked(['bytes32', 'bytes32', 'uint64', 'uint16'], [requestHash, responseHash, 12_345n, 2])
      expect(bytesToHex(canary({ seed, module, sample }))).to.equal(byHand(seed, module, packed))
    }
  })

  it('EPO-4 each epoch draws its sample', () => {
    const drawn = new Set<number>()
    for (let epoch = 1; epoch <= 64; epoch++) {
      const of = canarySeed({ provider: 1, epoch, previous: seed })
      const expected = Number(BigInt(keccak256(encodePacked(['bytes32', 'uint8'], [of, 4]))) % 5n)
      expect(drawSample(of, 5)).to.equal(expected)
      drawn.add(expected)
    }
    expect([...drawn].sort()).to.deep.equal([0, 1, 2, 3, 4])
    expect(thrown(() => drawSample(seed, 0))).to.include({ name: 'InvalidValueError', field: 'count' })
    expect(thrown(() => canary({ seed, module: new Uint8Array() }))).to.include({ field: 'module' })
  })
})
