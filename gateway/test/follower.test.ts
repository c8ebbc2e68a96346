import { expect } from 'chai'
import { ChainClock } from '../src/market/clock.ts'
import type { MarketEventBody } from '../src/market/events.ts'
import { Follower } from '../src/market/follower.ts'
import { pollForever } from '../src/market/polling.ts'
import { aliasedSince, liveLeases, operatorAt } from '../src/market/queries.ts'
import { emptyState } from '../src/market/state.ts'
import { EPOCH_LENGTH, FakeChain, GENESIS } from './support/chain.ts'

const OWNER = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const named = (id: bigint, name: string): MarketEventBody => ({
  type: 'FunctionRegistered',
  functionId: id,
  owner: OWNER,
  name,
})

describe('gateway: following the chain', () => {
  let chain: FakeChain
  let clock: ChainClock
  let now: number
  let watched: number[]
  let follower: Follower

  const names = () => [...follower.state.functions.values()].map((entry) => entry.name)

  beforeEach(() => {
    chain = new FakeChain()
    now = 0
    watched = []
    clock = new ChainClock(GENESIS, EPOCH_LENGTH, () => now)
    follower = new Follower({ source: chain, clock, fromBlock: 0, maxRange: 100, watched: () => watched })
  })

  it('reads every block once', async () => {
    for (let i = 1; i <= 10; i++) {
      chain.mine([named(BigInt(i), `f${i}`)])
      await follower.poll()
      await follower.poll()
    }
    expect(chain.asked).to.deep.equal(['0-1', ...Array.from({ length: 9 }, (_, i) => `${i + 2}-${i + 2}`)])
    expect(names()).to.have.length(10)
  })

  it('asks for smaller ranges when the node refuses large ones', async () => {
    for (let i = 1; i <= 250; i++) chain.mine([named(BigInt(i), `f${i}`)])
    chain.longestRange = 10
    await follower.poll()
    expect(names()).to.have.length(250)
    expect(follower.head?.number).to.equal(250)
  })

  it('drops what a reorganisation took back, and takes what came instead', async () => {
    for (let i = 1; i <= 5; i++) {
      chain.mine([named(BigInt(i), `f${i}`)])
      await follower.poll()
    }
    chain.reorganise(3)
    for (let i = 3; i <= 4; i++) chain.mine([named(BigInt(i), `g${i}`)])
    await follower.poll()
    expect(names()).to.deep.equal(['f1', 'f2', 'g3', 'g4'])
    expect(follower.state.names.has(`${OWNER.toLowerCase()}:f3`)).to.equal(false)
  })

  it('reads a chain that started anew from its beginning', async () => {
    for (let i = 1; i <= 5; i++) chain.mine([named(BigInt(i), `f${i}`)])
    await follower.poll()
    chain.reorganise(chain.blocks.length)
    chain.mine()
    chain.mine([named(1n, 'fresh')])
    await follower.poll()
    expect(names()).to.deep.equal(['fresh'])
  })

  it('keeps what it knows through an outage, says so, and resumes where it stopped', async () => {
    chain.mine([named(1n, 'f1')])
    await follower.poll()
    chain.down = true
    chain.mine([named(2n, 'f2')])
    let failures = 0
    await follower.poll().catch(() => failures++)
    expect(failures).to.equal(1)
    expect(names()).to.deep.equal(['f1'])
    expect(follower.lastError?.message).to.equal('connect ECONNREFUSED')
    chain.down = false
    await follower.poll()
    expect(names()).to.deep.equal(['f1', 'f2'])
    expect(chain.asked).to.deep.equal(['0-1', '2-2'])
    expect(follower.lastError).to.equal(undefined)
  })

  it('does not apply events twice when polls overlap', async () => {
    chain.mine([named(1n, 'f1')])
    await Promise.all([follower.poll(), follower.poll(), follower.poll()])
    expect(chain.asked).to.deep.equal(['0-1'])
  })

  it('tells epochs through an outage by its own clock', async () => {
    chain.mine([], 5)
    await follower.poll()
    expect(clock.epoch()).to.equal(5)
    now += (EPOCH_LENGTH / 2) * 1000
    expect(clock.epoch()).to.equal(6)
    expect(clock.startOf(6)).to.equal(GENESIS + 5 * EPOCH_LENGTH)
  })

  it('EPO-9 learns once an epoch that a provider ended in silence', async () => {
    chain.mine([
      { type: 'ProviderRegistered', provider: 1, owner: OWNER, endpoint: 'http://a' },
      { type: 'DealOpened', deal: 1, functionId: 1n, alias: 'live' },
      { type: 'Leased', lease: 256, provider: 1, price: 1, instances: 1, start: 1, end: 90 },
    ])
    watched = [1]
    await follower.poll()
    chain.ended.set(1, 5)
    await follower.poll()
    expect(liveLeases(follower.state, 1n, 'live', 5)).to.have.length(1)
    chain.mine([], 6)
    await follower.poll()
    expect(liveLeases(follower.state, 1n, 'live', 6)).to.have.length(0)
  })

  it('polls for ever: waits longer after each failure, and ends when told', async () => {
    const stop = new AbortController()
    const pauses: number[] = []
    let calls = 0
    const poll = async () => {
      if (++calls === 5) stop.abort()
      throw new Error('down')
    }
    await pollForever(poll, 1, (_, pause) => pauses.push(pause), stop.signal)
    expect(pauses).to.deep.equal([2, 4, 8, 16, 32])
  })
})

describe('gateway: questions about the market', () => {
  const entry = (switches: [number, number][]) => ({
    id: 1n,
    owner: OWNER as `0x${string}`,
    name: 'f',
    versions: new Map(),
    aliases: new Map([['live', switches.map(([number, at]) => ({ number, at }))]]),
  })

  it('DEAL-8 knows every version that an alias named since an epoch began', () => {
    const f = entry([
      [1, 100],
      [2, 205],
      [3, 250],
    ])
    const named = (since: number) => [1, 2, 3].filter((version) => aliasedSince(f, 'live', version, since))
    expect(named(200)).to.deep.equal([1, 2, 3])
    expect(named(205)).to.deep.equal([2, 3])
    expect(named(300)).to.deep.equal([3])
    expect(named(50)).to.deep.equal([1, 2, 3])
    expect(aliasedSince(f, 'canary', 1, 200)).to.equal(false)
  })

  it('RCP-2 knows which key counted in which epoch', () => {
    const state = emptyState()
    const key = (digit: string) => `0x${digit.repeat(40)}` as const
    state.providers.set(1, {
      id: 1,
      owner: OWNER,
      endpoint: '',
      endEpoch: undefined,
      operators: [
        { operator: key('1'), from: 3 },
        { operator: key('2'), from: 8 },
      ],
    })
    expect([2, 3, 7, 8, 99].map((epoch) => operatorAt(state, 1, epoch))).to.deep.equal([
      undefined,
      key('1'),
      key('1'),
      key('2'),
      key('2'),
    ])
    expect(operatorAt(state, 2, 5)).to.equal(undefined)
  })
})
