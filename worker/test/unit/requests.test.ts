import { join } from 'node:path'
import {
  type AnswerProposal,
  answerCommitment,
  contentHash,
  type ExecutionRequest,
  encodeWireHeader,
  requestedCode,
} from '@lambda-bourse/sdk'
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
const IMAGE = new Uint8Array(32).fill(0x1e)
const CODE = requestedCode({ functionId: 1n, version: 2, moduleHash: toHex(MODULE), imageHash: toHex(IMAGE) })
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
  let progress: Map<bigint, { committed: number[]; revealed: number[] }>
  let epoch: number
  let now: number
  let gasPrice: bigint
  let receiptOf: () => string

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
    progress = new Map()
    epoch = 5
    now = 0
    gasPrice = 0n
    receiptOf = () => `receipt ${executed.length}`
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
    progress: async (id) => progress.get(id) ?? { committed: [], revealed: [] },
    commit: ({ id }, lease, commitment) => ({ to: '0x00', data: toHex(`commit ${id} ${lease} ${commitment}`) }),
    reveal: ({ id }, receipt, answer, salt) => ({
      to: '0x00',
      data: toHex(`reveal ${id} ${receipt} ${Buffer.from(answer)} ${salt}`),
    }),
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
          return { status: 0, response, fuel: 1, contentType: '', receipt: receiptOf() }
        },
      },
      host: {
        target: () => ({ version: { functionId: 1n, number: 2, moduleHash: MODULE, imageHash: IMAGE } }) as never,
      },
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
    const killed = await start()(3).catch((error: Error) => error.message)
    expect(killed).to.equal('killed before it was sent')
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

  it('REQ-1 leaves alone what does not pay, is of other code or another deal, or is too late', async () => {
    gasPrice = 10n ** 9n
    make(requestOf({ id: 1n, fee: 960_099 }))
    make(requestOf({ id: 2n, code: zeroHash }))
    make(requestOf({ id: 3n, deal: 2 }))
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

  describe('with a quorum', () => {
    const wire = (epoch: number) => {
      const zero = { moduleHash: zeroHash, imageHash: zeroHash, requestHash: zeroHash, transcriptHash: zeroHash }
      const place = { provider: PROVIDER, deal: 1, lease: 256, epoch, sequence: 1n, functionId: 1n, version: 2 }
      const result = { fuel: 1n, status: 0, runtimeVersion: 1, responseHash: toHex(contentHash(response)) }
      const batch = { provider: PROVIDER, epoch, number: 1n, firstSequence: 1n, count: 1, receiptsRoot: zeroHash }
      const receipt = { ...zero, ...place, ...result }
      return encodeWireHeader({ receipt, index: 0, batch, signature: `0x${'00'.repeat(65)}`, path: [] })
    }
    const quorum = (changes: Partial<ExecutionRequest> = {}) => requestOf({ quorum: 2, seats: 3, ...changes })
    const said = (index: number) =>
      Buffer.from(sent[index]?.call.data.slice(2) ?? '', 'hex')
        .toString()
        .split(' ')
    beforeEach(() => {
      receiptOf = () => wire(epoch)
      dealLeases = [256, 257, 258]
    })

    it('REQ-1 commits, and shows what it committed to when all seats are taken; what was committed survives a crash', async () => {
      make(quorum())
      await start()(3)
      const [, , lease, commitment] = said(0)
      expect([purposes(), lease]).to.deep.equal([['commit:1'], '256'])
      progress.set(1n, { committed: [PROVIDER, 7], revealed: [] })
      await start()(4)
      expect(sent).to.have.length(1)
      progress.set(1n, { committed: [PROVIDER, 7, 8], revealed: [] })
      const work = start()
      await work(5)
      const [, , , answer, salt] = said(1)
      expect([purposes(), answer, executed.length]).to.deep.equal([['commit:1', 'reveal:1'], 'answer', 1])
      const opening = { id: 1n, provider: PROVIDER, status: 0, responseHash: toHex(contentHash(response)) }
      expect(answerCommitment({ ...opening, salt: salt as Hex })).to.equal(commitment)
      // room for the callback: it may be the one that completes the quorum
      expect((sent[1]?.call.spareGas ?? 0n) > 100_000n).to.equal(true)
      progress.set(1n, { committed: [PROVIDER, 7, 8], revealed: [PROVIDER] })
      await work(6)
      expect(sent).to.have.length(2)
      states.set(1n, zeroHash)
      await work(7)
      expect([store.all(), store.salt(1n)]).to.deep.equal([[], undefined])
    })

    it('REQ-1 commits again with the same salt when its commitment never arrived', async () => {
      make(quorum())
      refusal = new Error('killed before it was sent')
      await start()(3).catch(() => undefined)
      const salt = store.salt(1n)
      refusal = undefined
      await start()(3)
      expect([purposes(), store.salt(1n)]).to.deep.equal([['commit:1'], salt])
    })

    it('REQ-1 shows its answer in the last epoch though seats are free, with a receipt of then', async () => {
      make(quorum({ deadline: 8 }))
      const work = start()
      await work(3)
      progress.set(1n, { committed: [PROVIDER], revealed: [] })
      epoch = 7
      await work(4)
      expect(purposes()).to.deep.equal(['commit:1'])
      epoch = 8
      await work(5)
      expect(purposes()).to.deep.equal(['commit:1', 'reveal:1'])
      expect(executed).to.have.length(2)
      expect(said(1)[2]).to.equal(wire(8))
    })

    it('REQ-1 takes no seat in the last epoch, nor one that there is not', async () => {
      make(quorum({ id: 1n, deadline: 5 }))
      make(quorum({ id: 2n }))
      progress.set(2n, { committed: [6, 7, 8], revealed: [] })
      await start()(3)
      expect(sent).to.deep.equal([])
    })

    it('REQ-1 spares wait, for those of the first seats to show their answers', async () => {
      make(quorum())
      const work = start()
      await work(3)
      progress.set(1n, { committed: [7, 8, PROVIDER], revealed: [] })
      await work(4)
      expect(purposes()).to.deep.equal(['commit:1'])
      now = 1_000
      await work(5)
      expect(purposes()).to.deep.equal(['commit:1', 'reveal:1'])
    })

    it('REQ-1 as many take a seat at once as there are', async () => {
      dealLeases = [255, 256, 257]
      make(quorum({ id: 3n, seats: 2 }))
      make(quorum({ id: 4n, seats: 2 }))
      const work = start()
      await work(3)
      // of three the second for request 3, the third for request 4
      expect(purposes()).to.deep.equal(['commit:3'])
      now = 1_000
      await work(4)
      expect(purposes()).to.deep.equal(['commit:3', 'commit:3', 'commit:4'])
    })

    it('REQ-1 delivers an answer of several, at once when its own was the last', async () => {
      make(quorum({ waits: true }))
      const work = start()
      await work(3)
      const proposal = { epoch: 5, status: 0, responseHash: zeroHash, providers: (BigInt(PROVIDER) << 24n) | 7n }
      proposals.set(1n, proposal)
      states.set(1n, `0x${'aa'.repeat(32)}`)
      await work(4)
      epoch = 10
      await work(5)
      expect(purposes()).to.deep.equal(['commit:1'])
      now = 1_000
      await work(6)
      expect(purposes()).to.deep.equal(['commit:1', 'deliver:1'])
    })
  })

  it('REQ-1 a fee has to cover gas, rounded up, and the least profit', () => {
    const tariff = { coinPrice: 1_000_000n, minProfit: 7n }
    const request = { callbackGas: 0, waits: false, quorum: 1 }
    // 220,000 gas at 1 wei is less than a micro-USDC
    expect(isWorthIt({ ...request, fee: 8 }, 1n, tariff)).to.equal(true)
    expect(isWorthIt({ ...request, fee: 7 }, 1n, tariff)).to.equal(false)
    expect(isWorthIt({ ...request, fee: 7 }, 0n, tariff)).to.equal(true)
    // a share of it
    expect(isWorthIt({ ...request, fee: 15, quorum: 2 }, 0n, { ...tariff, minProfit: 8n })).to.equal(false)
    expect(isWorthIt({ ...request, fee: 16, quorum: 2 }, 0n, { ...tariff, minProfit: 8n })).to.equal(true)
  })
})
