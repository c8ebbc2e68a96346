import { expect } from 'chai'
import { Circuit } from '../src/balance/circuit.ts'
import { InUse } from '../src/balance/in-use.ts'
import { Latency } from '../src/balance/latency.ts'
import { order } from '../src/balance/order.ts'
import { Peers } from '../src/balance/peer.ts'
import type { LeaseEntry } from '../src/market/state.ts'

describe('gateway: circuits', () => {
  let now = 0
  let circuit: Circuit
  const options = { failures: 3, pauseMs: 100, maxPauseMs: 400, lieMs: 5_000 }

  beforeEach(() => {
    now = 1_000
    circuit = new Circuit(options, () => now)
  })

  const fail = (times: number) => {
    for (let i = 0; i < times; i++) circuit.failed()
  }

  it('opens after failures in a row, not before', () => {
    fail(2)
    circuit.succeeded()
    fail(2)
    expect(circuit.state).to.equal('closed')
    fail(1)
    expect(circuit.state).to.equal('open')
  })

  it('lets one trial through after the pause, and doubles the pause when it fails', () => {
    fail(3)
    now += 100
    expect(circuit.state).to.equal('half-open')
    circuit.attempt()
    expect(circuit.state).to.equal('open')
    circuit.failed()
    now += 199
    expect(circuit.state).to.equal('open')
    now += 1
    expect(circuit.state).to.equal('half-open')
    circuit.attempt()
    circuit.succeeded()
    expect(circuit.state).to.equal('closed')
  })

  it('never pauses for longer than its limit', () => {
    for (let i = 0; i < 30; i++) fail(3)
    now += 400
    expect(circuit.state).to.equal('half-open')
  })

  it('opens at the first lie, for longer, and no health check lifts that', () => {
    circuit.lied()
    circuit.reachable()
    now += 4_999
    expect(circuit.state).to.equal('open')
    now += 1
    expect(circuit.state).to.equal('half-open')
  })

  it('is tried at once when a health check says that the provider is back', () => {
    fail(3)
    circuit.reachable()
    expect(circuit.state).to.equal('half-open')
  })

  it('learns nothing from a caller that went away', () => {
    fail(3)
    now += 100
    circuit.attempt()
    circuit.cancelled()
    expect(circuit.state).to.equal('half-open')
  })
})

describe('gateway: order of providers', () => {
  let peers: Peers
  const lease = (provider: number, change: Partial<LeaseEntry> = {}): LeaseEntry => ({
    id: 256 + provider,
    deal: 1,
    provider,
    price: 1,
    instances: 1,
    start: 1,
    end: 9,
    ...change,
  })
  const leases = [lease(1), lease(2), lease(3)]
  const first = (of = leases) => order(of, peers, 5).map((one) => one.provider)

  beforeEach(() => {
    peers = new Peers(undefined, () => 0)
  })

  it('prefers who has least in flight for its instances', () => {
    peers.of(1).inFlight = 2
    peers.of(2).inFlight = 1
    expect(first()).to.deep.equal([3, 2, 1])
    expect(first([lease(1, { instances: 4 }), lease(2), lease(3)])).to.deep.equal([1, 3, 2])
  })

  it('prefers the fast over the slow, but not over a few milliseconds', () => {
    peers.of(1).latency.sample(100)
    peers.of(2).latency.sample(30)
    peers.of(3).latency.sample(5)
    peers.of(3).lastUsed = 1
    expect(first()).to.deep.equal([2, 3, 1])
  })

  it('takes turns among equals', () => {
    peers.of(1).lastUsed = 3
    peers.of(2).lastUsed = 1
    peers.of(3).lastUsed = 2
    expect(first()).to.deep.equal([2, 3, 1])
  })

  it('puts open circuits and the unhealthy last, leases that start next epoch before them', () => {
    peers.of(1).circuit.lied()
    peers.of(2).healthy = false
    expect(first([...leases, lease(4, { start: 6 })])).to.deep.equal([3, 4, 1, 2])
  })
})

describe('gateway: what it remembers', () => {
  it('averages latencies, and forgets without samples', () => {
    let now = 1
    const latency = new Latency(() => now)
    latency.sample(100)
    expect(latency.value).to.equal(100)
    latency.sample(0)
    expect(latency.value).to.be.closeTo(70, 1e-9)
    now += 10_000
    expect(latency.value).to.be.closeTo(35, 1e-9)
  })

  it('watches functions for as long as they are used', () => {
    let now = 0
    const inUse = new InUse(100, () => now)
    inUse.touch(1n)
    now = 60
    inUse.touch(2n)
    now = 101
    expect(inUse.list()).to.deep.equal([2n])
  })
})
