import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cidOf } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { ContentStore } from '../src/content/store.ts'
import { type TestMarket, testMarket } from './support/market.ts'

describe('gateway: content', () => {
  let market: TestMarket

  beforeEach(async () => {
    market = await testMarket({ limits: { contentBytes: 700_000, storeBytes: 1_000_000 } })
  })

  afterEach(() => market.close())

  const put = (cid: string, body: Uint8Array<ArrayBuffer>) => market.request(`/ipfs/${cid}`, { method: 'PUT', body })

  for (const size of [0, 1, 262_144, 262_145, 600_000]) {
    it(`stores and serves ${size} bytes under their CID`, async () => {
      const bytes = new Uint8Array(randomBytes(size))
      const cid = await cidOf(bytes)
      expect((await put(cid, bytes)).status).to.equal(201)
      expect((await put(cid, bytes)).status).to.equal(201)
      const response = await market.request(`/ipfs/${cid}`)
      expect(response.status).to.equal(200)
      expect(response.headers.get('etag')).to.equal(`"${cid}"`)
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).to.equal(true)
    })
  }

  it('refuses bytes that are not what their CID names, and keeps nothing', async () => {
    const bytes = new Uint8Array(randomBytes(100))
    const cid = await cidOf(bytes)
    const response = await put(cid, new Uint8Array(randomBytes(100)))
    expect(response.status).to.equal(422)
    expect(await response.json()).to.have.nested.property('error.name', 'CidMismatch')
    expect((await market.request(`/ipfs/${cid}`)).status).to.equal(404)
  })

  it('refuses names that are no CID of a sha2-256 digest, path tricks among them', async () => {
    const names = ['x', '..%2f..%2fetc%2fpasswd', 'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG', 'bafy']
    for (const name of names) {
      const response = await market.request(`/ipfs/${name}`)
      expect(response.status, name).to.equal(400)
      expect(await response.json()).to.have.nested.property('error.field', 'cid')
    }
  })

  it('refuses content above the limit, and content for which there is no room', async () => {
    const large = new Uint8Array(randomBytes(700_001))
    const tooLarge = await put(await cidOf(large), large)
    expect(tooLarge.status).to.equal(413)
    const [first, second] = [new Uint8Array(randomBytes(600_000)), new Uint8Array(randomBytes(600_000))]
    expect((await put(await cidOf(first), first)).status).to.equal(201)
    const full = await put(await cidOf(second), second)
    expect(full.status).to.equal(507)
    expect(await full.json()).to.have.nested.property('error.name', 'StoreFull')
  })

  it('fetches from providers what it does not have, passes over those who lie, and keeps it', async () => {
    const bytes = new Uint8Array(randomBytes(300_000))
    const cid = await cidOf(bytes)
    market.workers[2].content.set(cid, new Uint8Array(randomBytes(300_000)))
    market.workers[0].content.set(cid, bytes)
    const first = await market.request(`/ipfs/${cid}`)
    expect(Buffer.from(await first.arrayBuffer()).equals(bytes)).to.equal(true)
    market.workers[0].content.clear()
    expect((await market.request(`/ipfs/${cid}`)).status).to.equal(200)
  })

  it('opens its folder again after a crash, without the halves', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bourse-store-'))
    await writeFile(join(folder, 'whole'), 'abc')
    await writeFile(join(folder, 'half.123.part'), 'abc')
    const store = await ContentStore.open(folder, 5)
    expect(await readdir(folder)).to.deep.equal(['whole'])
    expect(Buffer.from((await store.get('whole')) ?? '').toString()).to.equal('abc')
    const error = await store.put('more', new Uint8Array(3)).catch((one: Error) => one)
    expect(error).to.include({ name: 'StoreFull' })
    await rm(folder, { recursive: true })
  })
})
