import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cidOf } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { ContentSource } from '../../src/leases/contentSource.ts'
import { silentLogger } from '../../src/log.ts'
import { BlockStore } from '../../src/store/blockStore.ts'
import { temporaryFolder } from '../support/fixture.ts'

const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: Error) => error.name,
  )

describe('block store', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let now: number
  const create = (capacity = 10_000_000, holdMs = 0) =>
    new BlockStore({ folder: folder.path, capacity, holdMs, now: () => now })
  const filled = (byte: number, size = 100) => new Uint8Array(size).fill(byte)

  beforeEach(() => {
    folder = temporaryFolder()
    now = Date.now()
  })
  afterEach(() => folder.remove())

  it('gives back what was put, also after a restart, above one block too', async () => {
    for (const bytes of [filled(1), filled(2, 300_000)]) {
      const cid = await cidOf(bytes)
      await create().put(cid, bytes)
      expect(Buffer.from((await create().get(cid)) as Uint8Array).equals(bytes)).to.equal(true)
    }
  })

  it('refuses bytes that are not the CID’s, and names that are no CID', async () => {
    const store = create()
    expect(await nameOf(store.put(await cidOf(filled(1)), filled(2)))).to.equal('CidMismatchError')
    expect(await nameOf(store.put('../../etc/passwd', filled(2)))).to.equal('InvalidValueError')
    expect(await nameOf(store.get('../state.db'))).to.equal('InvalidValueError')
    expect(readdirSync(folder.path)).to.deep.equal([])
  })

  it('drops a file whose bytes rotted', async () => {
    const cid = await cidOf(filled(1))
    await create().put(cid, filled(1))
    writeFileSync(join(folder.path, cid), filled(2))
    const store = create()
    expect(await store.get(cid)).to.equal(undefined)
    await store.put(cid, filled(1))
    expect(await store.get(cid)).to.have.length(100)
  })

  it('makes room by letting the oldest go that nobody uses', async () => {
    const store = create(250)
    const cids = await Promise.all([1, 2, 3, 4].map((byte) => cidOf(filled(byte))))
    const [a, b, c, d] = cids as [string, string, string, string]
    await store.put(a, filled(1))
    const unpin = store.pin(a)
    await store.put(b, filled(2))
    await store.put(c, filled(3))
    expect([store.has(a), store.has(b), store.has(c)]).to.deep.equal([true, false, true])
    const unpinToo = store.pin(c)
    expect(await nameOf(store.put(d, filled(4)))).to.equal('StoreFull')
    unpin()
    unpinToo()
    await store.put(d, filled(4))
    expect(store.has(a)).to.equal(false)
  })

  it('POP-6 a flood of content takes nothing that a provider answers for, after a stop or a kill either', async () => {
    const HOLD = 1_000_000
    const [module, ...flood] = (await Promise.all([1, 2, 3, 4, 5, 6].map((byte) => cidOf(filled(byte))))) as [
      string,
      ...string[],
    ]
    const pour = async (store: BlockStore) => {
      for (const [i, cid] of flood.entries()) await store.put(cid, filled(i + 2))
      return store.has(module)
    }
    let store = create(250, HOLD)
    await store.put(module, filled(1))
    const unpin = store.pin(module)
    // killed: nobody unpins
    store = create(250, HOLD)
    expect(await pour(store)).to.equal(true)
    now += HOLD - 10_000
    unpin()
    now += HOLD - 10_000
    expect(await pour(create(250, HOLD)), 'after a stop').to.equal(true)
    now += 20_000
    expect(await pour(create(250, HOLD))).to.equal(false)
  })

  it('fetches from peers in turn, and takes nothing that is not what the CID names', async () => {
    const store = create()
    const bytes = filled(7)
    const cid = await cidOf(bytes)
    const asked: string[] = []
    const answers = [
      new Response('gone', { status: 404 }),
      new Response(filled(8)),
      new Response(filled(7, 5000)),
      new Response(bytes),
    ]
    const peers = ['http://a', 'http://b/', 'http://c', 'http://d']
    const get = (async (url: string) => {
      asked.push(url)
      return answers[asked.length - 1]
    }) as typeof fetch
    const source = new ContentSource({ store, peers, maxBytes: 1000, timeoutMs: 1000, log: silentLogger, fetch: get })
    expect(await source.get(cid)).to.have.length(100)
    expect(asked).to.deep.equal(['a', 'b', 'c', 'd'].map((host) => `http://${host}/ipfs/${cid}`))
    await source.get(cid)
    expect(asked).to.have.length(4)
  })
})
