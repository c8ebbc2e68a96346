import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { bytesToHex, concat, encodePacked, type Hex, hexToBytes, keccak256, toHex, zeroHash } from 'viem'
import {
  canary,
  canaryChunks,
  canarySeed,
  canaryTail,
  contentHash,
  drawSample,
  merkleRootFromPath,
  responseRoot,
  type SampleResult,
  samplesHash,
} from '../../src/index.ts'
import { contentOf, thrown, vectors } from '../support/vectors.ts'

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
  return sha256(concat([sample ? '0x08' : '0x07', seed, toHex(contentHash(module)), ...chunks, sample ?? '0x']))
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

  it('EPO-4 are as in Solidity: of no sample, of an attested and of a provable one', () => {
    for (const { seed: of, length, sample, tail, hash, moduleHash } of vectors.canaries) {
      const module = contentOf(length)
      const given: SampleResult | undefined = sample && { ...sample, fuel: BigInt(sample.fuel) }
      expect(canaryTail(given)).to.equal(tail)
      expect(bytesToHex(contentHash(module))).to.equal(moduleHash)
      expect(bytesToHex(canary({ seed: of, module, sample: given }))).to.equal(hash)
    }
  })

  it('EPO-4 open: each drawn chunk leads to the module hash, and chunks and tail give the canary again', () => {
    for (const { seed: of, length, draws, tag, tail, hash, moduleHash } of vectors.canaries) {
      const chunks = canaryChunks({ seed: of, module: contentOf(length) })
      expect(chunks.length).to.equal(BigInt(length))
      for (const [i, place] of (draws as number[]).entries()) {
        const leaf = hexToBytes(sha256(`0x00${chunks.data[i]?.slice(2)}`))
        const path = (chunks.paths[i] as readonly Hex[]).map((one) => hexToBytes(one))
        const root = merkleRootFromPath(leaf, place, Math.ceil(length / 1024), path) as Uint8Array
        expect(sha256(encodePacked(['uint8', 'uint64', 'bytes32'], [2, chunks.length, toHex(root)]))).to.equal(
          moduleHash,
        )
      }
      expect(sha256(concat([tag, of, moduleHash, ...chunks.data, tail] as Hex[]))).to.equal(hash)
    }
    expect(thrown(() => canaryChunks({ seed, module: new Uint8Array() }))).to.include({ field: 'module' })
  })

  it('EPO-4 samples hash to what Solidity says, and none to zeros', () => {
    for (const { requestHashes, hash } of vectors.samples) expect(bytesToHex(samplesHash(requestHashes))).to.equal(hash)
    expect(bytesToHex(samplesHash([]))).to.equal(zeroHash)
    const [a, b] = vectors.samples[1].requestHashes
    expect(bytesToHex(samplesHash([b, a]))).to.not.equal(vectors.samples[1].hash)
    expect(thrown(() => samplesHash(['0x12']))).to.include({ name: 'InvalidValueError', field: 'requestHash' })
  })

  it('POP-3 the root of a response is as in Solidity, at most of 64 KiB', () => {
    for (const { length, root } of vectors.responses) expect(responseRoot(contentOf(length))).to.equal(root)
    expect(thrown(() => responseRoot(new Uint8Array(65_537)))).to.include({ field: 'response' })
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
