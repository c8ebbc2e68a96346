import { join } from 'node:path'
import { type AnswerProposal, type ExecutionRequest, requestedCode } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { encodeAbiParameters, keccak256, toHex, zeroHash } from 'viem'
import { type Call, CallRefusedError, type Head, type Hex } from '../../src/chain/client.ts'
import { Refusal } from '../../src/errors.ts'
import { LeaseTable } from '../../src/leases/leaseTable.ts'
import { createLogger } from '../../src/log.ts'
import type { RequestClient, Requested } from '../../src/requests/client.ts'
import { requestParameters } from '../../src/requests/parameters.ts'
import { RequestServer } from '../../src/requests/requestServer.ts'
import { RequestStore } from '../../src/requests/requestStore.ts'
import { isWorthIt } from '../../src/requests/worth.ts'
import { temporaryFolder } from '../support/fixture.ts'
import { LIVE } from '../support/scriptedChain.ts'

const MODULE = new Uint8Array(32).fill(1)
const CODE = requestedCode({ functionId: 1n, version: 2, moduleHash: toHex(MODULE) })
const PROVIDER = 3

const requestOf = (changes: Partial<ExecutionRequest> = {}): ExecutionRequest => ({
  id: 1n,
  consumer: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  deal: 1,
  code: CODE,
  requestHash: zeroHash,
  fee: 1_000_000,
  callbackGas: 100_000,
  deadline: 9,
  quorum: 1,
  seats: 0,
  waits: false,
  ...changes,
})
const hashOf = (request: ExecutionRequest) => keccak256(encodeAbiParameters(requestParameters, [request]))

describe('worker: requests of contracts', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let store: RequestStore
  let events: Requested[]
  let states: Map<bigint, Hex>
  let proposals: Map<bigint, AnswerProposal>
  let sent: { purpose: string; call: Call }[]
  let executed: Uint8Array[]
  let refusal: Error | undefined
  let response: Uint8Array
  let dealLeases: number[]
  let epoch: number
  let now: number
  let gasPrice: bigint

  beforeEach(() => {
    folder = temporaryFolder()
    store = new RequestStore(join(folder.path, 'requests.db'))
    events = []
    states = new Map()
    proposals = new Map()
    sent = []
    executed = []
    refusal = undefined
    response = Buffer.from('answer')
    dealLeases = [256]
    epoch = 5
    now = 0
    gasPrice = 0n
  })
  afterEach(async () => {
    store.close()
    await folder.remove()
  })

  const client: RequestClient = {
    maturity: 4,
    requested: async (from, to) => events.filter(({ block }) => block >= from && block <= to),
    state: async (id) => states.get(id) ?? zeroHash,
    proposal: async (id) => proposals.get(id),
    leases: async () => dealLeases,
    gasPrice: async () => gasPrice,
    fulfil: ({ id }, receipt, answer) => ({
      to: '0x00',
      data: toHex(`fulfil ${id} ${receipt} ${Buffer.from(answer)}`),
    }),
    deliver: ({ id }, _proposal, answer) => ({ to: '0x00', data: toHex(`deliver ${id} ${Buffer.from(answer)}`) }),
  }

  /** A worker just started on what the store holds. */
  function start() {
    const leases = new LeaseTable()
    const terms = { functionId: 1n, aliasName: LIVE, instances: 1, unitsEach: 1, start: 1, end: 100, released: false }
    leases.set({ id: 256, provider: PROVIDER, ...terms })
    const server = new RequestServer({
      client,
      store,
      sender: {
        async send(purpose, call) {
          if (refusal) throw refusal
          sent.push({ purpose, call })
          return 'success'
        },
      },
      invoker: {
        async execute(_, { body }) {
          executed.push(body)
          return { status: 0, response, fuel: 1, contentType: '', receipt: `receipt ${executed.length}` }
        },
      },
      host: { target: () => ({ version: { functionId: 1n, number: 2, moduleHash: MODULE } }) as never },
      leases,
      time: {
        get epoch() {
          return epoch
        },
      } as never,
      clock: { monotonic: () => now } as never,
      log: createLogger('silent'),
      provider: PROVIDER,
      tariff: { coinPrice: 3_000_000_000n, minProfit: 100n },
      turnMs: 1_000,
      depth: 2,
      deployBlock: 0,
    })
    return (block: number) => server.work({ number: block } as Head)
  }

  function make(request: ExecutionRequest, block = 1): void {
    events.push({ request, body: Buffer.from(`body ${request.id}`), block })
    states.set(request.id, hashOf(request))
  }
  const purposes = () => sent.map(({ purpose }) => purpose)

  it('REQ-1 runs what is asked, sends the answer with its receipt, and forgets what is closed', async () => {
    make(requestOf())
    const work = start()
    await work(3)
    expect(executed.map((body) => Buffer.from(body).toString())).to.deep.equal(['body 1'])
    expect(sent).to.deep.equal([
      { purpose: 'fulfil:1', call: { to: '0x00', data: toHex('fulfil 1 receipt 1 answer') } },
    ])
    states.set(1n, zeroHash)
    await work(4)
    expect(sent).to.have.length(1)
    expect(store.all()).to.deep.equal([])
  })

  it('REQ-1 sends the same answer after a crash, and none when the chain has one', async () => {
    make(requestOf())
    refusal = new Error('killed before it was sent')
    await start()(3).catch(() => undefined)
    refusal = undefined
    await start()(3)
    expect(executed).to.have.length(1)
    expect(sent).to.have.length(1)
    make(requestOf({ id: 2n }), 4)
    states.set(2n, zeroHash)
    await start()(5)
    expect(purposes()).to.deep.equal(['fulfil:1', 'fulfil:1'])
    expect(store.all().map(({ request }) => request.id)).to.deep.equal([1n])
  })

  it('REQ-1 runs again when the kept receipt is too old to be taken', async () => {
    make(requestOf())
    refusal = new CallRefusedError('ProviderNotReady')
    const work = start()
    await work(3)
    epoch += 1
    await work(4)
    expect(executed).to.have.length(1)
    epoch += 1
    refusal = undefined
    await work(5)
    expect(executed).to.have.length(2)
    expect(sent).to.have.length(1)
  })

  it('REQ-1 leaves alone what does not pay, is of other code or another deal, has a quorum, or is too late', async () => {
    gasPrice = 10n ** 9n
    make(requestOf({ id: 1n, fee: 960_099 }))
    make(requestOf({ id: 2n, code: zeroHash }))
    make(requestOf({ id: 3n, deal: 2 }))
    make(requestOf({ id: 4n, quorum: 2, seats: 2 }))
    make(requestOf({ id: 5n, deadline: 4 }))
    await start()(3)
    expect(executed).to.deep.equal([])
    expect(sent).to.deep.equal([])
    expect(store.all().map(({ request }) => request.id)).to.deep.equal([1n, 2n])
    make(requestOf({ id: 6n, fee: 960_100 }), 4)
    await start()(5)
    expect(purposes()).to.deep.equal(['fulfil:6'])
  })

  it('REQ-1 a refusal, and a module that is not ready, are tried again', async () => {
    make(requestOf())
    const work = start()
    refusal = new Refusal('NotReady', 425, 'preparing')
    await work(3)
    refusal = undefined
    await work(4)
    expect(purposes()).to.deep.equal(['fulfil:1'])
  })

  it('REQ-1 waits for the providers whose turn is before', async () => {
    dealLeases = [257, 258, 256]
    make(requestOf())
    const work = start()
    await work(3)
    // place 2 of 3, request 1: its turn is the first
    expect(sent).to.have.length(1)
    dealLeases = [256, 257, 258]
    make(requestOf({ id: 4n }), 4)
    states.set(1n, zeroHash)
    await work(4)
    now = 999
    await work(5)
    expect(sent).to.have.length(1)
    now = 1_000
    await work(6)
    expect(purposes()).to.deep.equal(['fulfil:1', 'fulfil:4'])
  })

  it('REQ-1 drops an answer that is too long', async () => {
    response = new Uint8Array(4_097)
    make(requestOf())
    await start()(3)
    expect(sent).to.deep.equal([])
    expect(store.all()).to.deep.equal([])
  })

  it('REQ-1 final: delivers its own proposal after the window, not another’s', async () => {
    make(requestOf({ waits: true }))
    make(requestOf({ id: 2n, waits: true }))
    const work = start()
    await work(3)
    const proposal = { epoch: 5, status: 0, responseHash: zeroHash }
    proposals.set(1n, { ...proposal, providers: BigInt(PROVIDER) })
    proposals.set(2n, { ...proposal, providers: 4n })
    states.set(1n, `0x${'aa'.repeat(32)}`)
    states.set(2n, `0x${'bb'.repeat(32)}`)
    await work(6)
    expect(store.all().map(({ request }) => request.id)).to.deep.equal([1n])
    epoch = 9
    await work(7)
    expect(sent).to.have.length(2)
    epoch = 10
    await start()(8)
    expect(purposes()).to.deep.equal(['fulfil:1', 'fulfil:2', 'deliver:1'])
    states.set(1n, zeroHash)
    await work(9)
    expect(store.all()).to.deep.equal([])
  })

  it('REQ-1 after a reorganisation a number is another request', async () => {
    gasPrice = 10n ** 12n
    make(requestOf(), 4)
    const work = start()
    await work(4)
    events = []
    make(requestOf({ fee: 2 }), 4)
    await work(4)
    expect(store.all().map(({ request }) => request.fee)).to.deep.equal([2])
  })

  it('REQ-1 a fee has to cover gas, rounded up, and the least profit', () => {
    const tariff = { coinPrice: 1_000_000n, minProfit: 7n }
    const request = { callbackGas: 0, waits: false }
    // 220,000 gas at 1 wei is less than a micro-USDC
    expect(isWorthIt({ ...request, fee: 8 }, 1n, tariff)).to.equal(true)
    expect(isWorthIt({ ...request, fee: 7 }, 1n, tariff)).to.equal(false)
    expect(isWorthIt({ ...request, fee: 7 }, 0n, tariff)).to.equal(true)
  })
})
