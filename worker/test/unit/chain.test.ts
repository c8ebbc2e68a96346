import { join } from 'node:path'
import { expect } from 'chai'
import { ChainTime } from '../../src/chain/chainTime.ts'
import { Watcher, type WatcherOptions } from '../../src/chain/watcher.ts'
import { AliasBook } from '../../src/leases/aliasBook.ts'
import { LeaseTable } from '../../src/leases/leaseTable.ts'
import { silentLogger } from '../../src/log.ts'
import { StateStore } from '../../src/store/stateStore.ts'
import { FakeClock } from '../support/fakeClock.ts'
import { OPERATOR, temporaryFolder } from '../support/fixture.ts'
import { LIVE, ScriptedChain } from '../support/scriptedChain.ts'

describe('chain time', () => {
  const parameters = new ScriptedChain(OPERATOR, { genesis: 1000, epochLength: 60 }).market
  const head = (number: number, timestamp: number, pendingTimestamp = timestamp) => ({
    number,
    hash: `${number}`,
    timestamp,
    pendingTimestamp,
  })

  it('counts epochs from 1 at genesis and goes on between blocks', () => {
    const clock = new FakeClock()
    const time = new ChainTime(clock, parameters)
    expect(time.epoch).to.equal(0)
    time.observe(head(1, 1000))
    expect(time.epoch).to.equal(1)
    clock.advance(59_999)
    expect(time.epoch).to.equal(1)
    clock.advance(1)
    expect(time.epoch).to.equal(2)
    expect(time.startOf(2)).to.equal(1060)
  })

  it('does not fall back when the same block is seen again, and follows a node that tells the pending time', () => {
    const clock = new FakeClock()
    const time = new ChainTime(clock, parameters)
    time.observe(head(1, 1000))
    clock.advance(30_000)
    time.observe(head(1, 1000))
    expect(time.now).to.equal(1030)
    time.observe(head(1, 1000, 2000))
    expect(time.now).to.equal(2000)
  })
})

describe('watcher', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let chain: ScriptedChain
  let store: StateStore
  let leases: LeaseTable
  let polled: number

  beforeEach(() => {
    folder = temporaryFolder()
    chain = new ScriptedChain(OPERATOR)
    store = new StateStore(join(folder.path, 'state.db'), 'me')
  })
  afterEach(async () => {
    store.close()
    await folder.remove()
  })

  function create(options: Partial<WatcherOptions> = {}): Watcher {
    leases = new LeaseTable()
    polled = 0
    const clock = new FakeClock()
    return new Watcher({
      client: chain,
      store,
      leases,
      aliases: new AliasBook(chain),
      time: new ChainTime(clock, chain.market),
      parameters: chain.market,
      provider: 1,
      clock,
      log: silentLogger,
      pollMs: 1000,
      depth: 4,
      span: 100,
      onPolled: async () => {
        polled++
      },
      ...options,
    })
  }

  it('finds its own leases from the first block on, and nobody else’s', async () => {
    chain.lend({ id: 256, provider: 1 })
    chain.lend({ id: 512, provider: 2 })
    for (let i = 0; i < 350; i++) chain.mine()
    chain.lend({ id: 768, provider: 1 })
    await create().sync()
    expect(leases.known()).to.deep.equal([256, 768])
  })

  it('resumes from its cursor, with the leases it knew', async () => {
    chain.lend({ id: 256, provider: 1 })
    for (let i = 0; i < 100; i++) chain.mine()
    await create().sync()
    const before = chain.calls.events as number
    chain.lend({ id: 512, provider: 1 })
    await create({ span: 10 }).sync()
    expect(leases.known()).to.deep.equal([256, 512])
    expect((chain.calls.events as number) - before).to.equal(1)
  })

  it('reads a lease again when it is cut, and forgets one that was released', async () => {
    const lease = chain.lend({ id: 256, provider: 1 })
    const watcher = create()
    await watcher.sync()
    chain.leases.set(256, { ...lease, end: 9 })
    chain.mine({ kind: 'lease', lease: 256 })
    await watcher.poll()
    expect(leases.get(256)?.end).to.equal(9)
    chain.leases.set(256, { ...lease, released: true })
    chain.mine({ kind: 'lease', lease: 256 })
    await watcher.poll()
    expect(leases.known()).to.deep.equal([])
    expect(store.leases()).to.deep.equal([])
  })

  it('DEAL-5 knows the part that is split off a lease of its own, and leases that run longer', async () => {
    const lease = chain.lend({ id: 256, provider: 1, end: 20 })
    chain.lend({ id: 512, provider: 2 })
    const watcher = create()
    await watcher.sync()
    chain.leases.set(256, { ...lease, instances: 1 })
    chain.leases.set(257, { ...lease, id: 257, instances: 3, end: 6 })
    chain.mine({ kind: 'lease', lease: 256 }, { kind: 'lease', lease: 257, partOf: 256 })
    chain.mine({ kind: 'lease', lease: 513, partOf: 512 })
    await watcher.poll()
    expect(leases.all().map(({ id, instances, end }) => [id, instances, end])).to.deep.equal([
      [256, 1, 20],
      [257, 3, 6],
    ])
    chain.leases.set(256, { ...lease, instances: 1, end: 44 })
    chain.mine({ kind: 'lease', lease: 256 })
    await watcher.poll()
    expect(leases.owed(30).map(({ id }) => id)).to.deep.equal([256])
    expect(store.leases()).to.deep.equal([256, 257])
  })

  it('acts once on events that it reads again for safety', async () => {
    chain.lend({ id: 256, provider: 1 })
    const watcher = create()
    await watcher.sync()
    const before = chain.calls.lease
    chain.mine()
    await watcher.poll()
    await watcher.poll()
    expect(chain.calls.lease).to.equal(before)
  })

  it('sees an event that the node told too late, within the safety depth', async () => {
    chain.mine()
    const watcher = create()
    await watcher.sync()
    chain.leases.set(256, { ...chain.lend({ id: 512, provider: 2 }), id: 256, provider: 1 })
    chain.mine()
    await watcher.poll()
    chain.blocks[chain.blocks.length - 2]?.events.push({ kind: 'lease', lease: 256, provider: 1, block: 2, id: 'late' })
    await watcher.poll()
    expect(leases.known()).to.deep.equal([256])
  })

  it('survives a reorganisation that takes a lease away, and one that brings another', async () => {
    chain.lend({ id: 256, provider: 1 })
    for (let i = 0; i < 10; i++) chain.mine()
    const watcher = create()
    chain.lend({ id: 512, provider: 1 })
    chain.mine()
    await watcher.sync()
    expect(leases.known()).to.deep.equal([256, 512])
    chain.reorganise(2)
    chain.leases.delete(512)
    chain.mine()
    chain.lend({ id: 768, provider: 1 })
    chain.mine()
    await watcher.poll()
    expect(leases.known()).to.deep.equal([256, 768])
    expect(store.leases()).to.deep.equal([256, 768])
  })

  it('survives a chain that is shorter than it was', async () => {
    chain.lend({ id: 256, provider: 1 })
    for (let i = 0; i < 10; i++) chain.mine()
    const watcher = create()
    await watcher.sync()
    chain.reorganise(8)
    await watcher.poll()
    expect(leases.known()).to.deep.equal([256])
    expect(watcher.block).to.equal(chain.blocks.length - 1)
  })

  it('keeps what it knows while the chain is away, asks less and less often, and comes back', async () => {
    chain.lend({ id: 256, provider: 1 })
    const clock = new FakeClock()
    const watcher = create({ clock, pollMs: 1000 })
    await watcher.sync()
    chain.outage = new Error('connection refused')
    watcher.start()
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      waits.push(await clock.nextSleep())
      await clock.wake()
    }
    expect(waits).to.deep.equal([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(watcher.connected).to.equal(false)
    expect(leases.known()).to.deep.equal([256])
    chain.outage = undefined
    chain.lend({ id: 512, provider: 1 })
    await clock.nextSleep()
    await clock.wake()
    expect(await clock.nextSleep()).to.equal(1000)
    expect(watcher.connected).to.equal(true)
    expect(leases.known()).to.deep.equal([256, 512])
    const stopped = watcher.stop()
    await clock.wake()
    await stopped
  })

  it('does not move its cursor when a poll fails half way', async () => {
    chain.lend({ id: 256, provider: 1 })
    const watcher = create()
    await watcher.sync()
    const cursor = store.cursor
    chain.lend({ id: 512, provider: 1 })
    const lease = chain.lease
    chain.lease = () => Promise.reject(new Error('timeout'))
    expect(await watcher.poll().catch((error: Error) => error.message)).to.equal('timeout')
    expect(store.cursor).to.deep.equal(cursor)
    chain.lease = lease
    await watcher.poll()
    expect(leases.known()).to.deep.equal([256, 512])
    expect(polled).to.equal(2)
  })
})

describe('alias book', () => {
  it('DEAL-8 resolves to the version that the alias named when the epoch began', async () => {
    let now = 1000
    const chain = new ScriptedChain(OPERATOR, { genesis: 1000, now: () => now })
    const book = new AliasBook(chain)
    const resolve = (second: number) => book.resolve(1n, LIVE, second)
    expect(await resolve(1000)).to.deep.equal({ version: 0, next: 0 })
    now = 1010
    chain.point(1n, 1)
    book.forget(1n, LIVE)
    // The first version is served at once: there is none that is owed instead.
    expect(await resolve(1000)).to.deep.equal({ version: 1, next: 1 })
    now = 1070
    chain.point(1n, 2)
    book.forget(1n, LIVE)
    expect(await resolve(1060)).to.deep.equal({ version: 1, next: 2 })
    expect(await resolve(1070)).to.deep.equal({ version: 1, next: 2 })
    expect(await resolve(1071)).to.deep.equal({ version: 2, next: 2 })
    now = 1080
    chain.point(1n, 3)
    book.forget(1n, LIVE)
    expect(await resolve(1060)).to.deep.equal({ version: 1, next: 3 })
    expect(await resolve(1080)).to.deep.equal({ version: 2, next: 3 })
    // A start in the middle of an epoch changes nothing: the chain knows.
    expect(await new AliasBook(chain).resolve(1n, LIVE, 1060)).to.deep.equal({ version: 1, next: 3 })
    // The next epoch needs no question but one.
    const { alias = 0, versionAt = 0 } = chain.calls
    expect(await resolve(1120)).to.deep.equal({ version: 3, next: 3 })
    expect(await resolve(1120)).to.deep.equal({ version: 3, next: 3 })
    expect(chain.calls).to.include({ alias, versionAt })
  })
})
