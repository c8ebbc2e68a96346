import { zstdDecompressSync } from 'node:zlib'
import { expect } from 'chai'
import { CID_CODECS, cidFrom, cidOf, parseCid, rawCid, verifyCid } from '../src/index.ts'
import { nodeSha256 } from '../src/node.ts'
import { failure } from './support/exercise.ts'
import { cidVectors, contentOf, thrown } from './support/vectors.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('SDK CIDs', () => {
  it('equal those that Kubo gives short files', async () => {
    for (const { text, cid } of cidVectors.texts) {
      expect(await cidOf(utf8(text))).to.equal(cid)
      expect(await cidOf(utf8(text), nodeSha256)).to.equal(cid)
    }
  })

  it('equal those that Kubo gives files of 174 and 175 blocks, and of a byte more', async () => {
    const file = zstdDecompressSync(Buffer.from(cidVectors.zstd, 'base64'))
    for (const { length, cid } of cidVectors.prefixes) {
      expect(await cidOf(file.subarray(0, length)), `${length} bytes`).to.equal(cid)
    }
  }).timeout(60_000)

  it('are one raw block up to 256 KiB, a tree above', async () => {
    expect(parseCid(await cidOf(contentOf(262_144))).codec).to.equal(CID_CODECS.raw)
    expect(parseCid(await cidOf(contentOf(262_145))).codec).to.equal(CID_CODECS.dagPb)
  })

  it('go to digest and codec and back', async () => {
    for (const length of [10, 300_000]) {
      const cid = await cidOf(contentOf(length))
      expect(cidFrom(parseCid(cid))).to.equal(cid)
    }
  })

  it('verifyCid accepts the bytes and refuses others, raw and tree', async () => {
    for (const length of [10, 300_000]) {
      const bytes = contentOf(length)
      const cid = await cidOf(bytes)
      await verifyCid(cid, bytes)
      const other = bytes.slice()
      other[length - 1] = (other[length - 1] as number) ^ 1
      expect(await failure(verifyCid(cid, other))).to.include({
        name: 'CidMismatchError',
        expected: cid,
        actual: await cidOf(other),
      })
    }
  })

  it('refuse what is no CIDv1 of a sha-256, raw or dag-pb', () => {
    const bad = {
      'no CID': 'hello',
      empty: '',
      CIDv0: 'QmY7Yh4UquoXHLPFo2XbhXkhBvFoPwmQUSa92pxnxjQuPU',
      'identity hash': 'bafkqablimvwgy3y',
      'dag-cbor': 'bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae',
    }
    for (const [what, cid] of Object.entries(bad)) {
      expect(thrown(() => parseCid(cid)).name, what).to.equal('InvalidValueError')
    }
    expect(thrown(() => cidFrom({ digest: '0x12', codec: 0x55 }))).to.include({ field: 'digest' })
    expect(thrown(() => cidFrom({ digest: new Uint8Array(32), codec: 0x71 }))).to.include({ field: 'codec' })
    expect(rawCid(utf8('hello world\n'))).to.match(/^bafkrei/)
  })
})
