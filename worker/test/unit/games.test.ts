import { join } from 'node:path'
import {
  type CanaryDuty,
  contentHash,
  type Dispute,
  type DisputeImage,
  encodeRequest,
  encodeVersionConfig,
  type Receipt,
  SAMPLE_FUEL,
  type SignedReceipt,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { zeroHash } from 'viem'
import { type Call, CallRefusedError, type Head, type VersionState } from '../../src/chain/client.ts'
import type { DisputesClient, Standing } from '../../src/disputes/client.ts'
import { Games, type GamesOptions } from '../../src/disputes/games.ts'
import type { CanarySource, ComputedMove, Player, Showing } from '../../src/disputes/player.ts'
import { StateStore } from '../../src/store/stateStore.ts'
import { temporaryFolder } from '../support/fixture.ts'

const DISPUTES = `0x${'d1'.repeat(20)}` as const
const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body: new Uint8Array(3) })
const requestHash = `0x${Buffer.from(contentHash(request)).toString('hex')}` as const
const head = (timestamp: number, number = 1): Head => ({ number, hash: '0x', timestamp, pendingTimestamp: timestamp })
const HASHES = { moduleHash: zeroHash, imageHash: zeroHash, samplesHash: zeroHash }
const PUBLISHED: VersionState = { ...HASHES, moduleCid: 'module', configCid: undefined }
const CANARY = `0x${'ca'.repeat(32)}` as const
const wait = () => new Promise((done) => setTimeout(done, 5))

/** Receipt 7 of provider 1 is denied. */
function aboutOf(changes: Partial<Receipt> = {}): Dispute['about'] {
  const ids = { provider: 1, sequence: 7n, lease: 256, epoch: 3, functionId: 1n, version: 1 }
  const receipt = { ...ids, requestHash, imageHash: zeroHash, ...changes }
  return { kind: 'receipt', receipt: { receipt } as unknown as SignedReceipt, image: {} as DisputeImage }
}

/** The canary of lease 256 in epoch 3 is denied. */
function leafOf(changes: Partial<CanaryDuty> = {}): Dispute['about'] {
  const duty = { canary: CANARY, seed: zeroHash, tag: 9, requestHash: zeroHash, moduleHash: zeroHash, ...changes }
  const ids = { summary: { lease: 256 }, epoch: 3, functionId: 1n, version: 1 }
  return { kind: 'leaf', ...ids, duty, image: {} } as Dispute['about']
}

/** A game of provider 1, as the chain says it stands. */
function gameOf(id: bigint, changes: Partial<Dispute> = {}): Dispute {
  const game = { id, provider: 1, challenger: DISPUTES, bond: 1n, about: aboutOf(), terms: {}, moves: [], points: [] }
  const standing = { turn: 'defend', upheld: undefined, steps: undefined, first: 0, width: 0, since: 100 } as const
  return { ...game, ...standing, left: { provider: 50, challenger: 50 }, ...changes } as Dispute
}

describe('games that are opened on a worker', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let state: StateStore
  let chain: Map<bigint, Dispute>
  let sent: string[]
  let asked: {
    id: string
    side: string
    turn: string
    request: number
    timeNs: bigint
    mostFuel?: bigint | undefined
  }[]
  let logged: [event: string, fields: Record<string, unknown>][]

  beforeEach(() => {
    folder = temporaryFolder()
    state = new StateStore(join(folder.path, 'state'), 'me')
    chain = new Map()
    sent = []
    asked = []
    logged = []
  })
  afterEach(async () => {
    state.close()
    await folder.remove()
  })

  const showing: Showing = { canary: CANARY, chunks: {} as Showing['chunks'], tail: '0x' }
  const split: ComputedMove = { move: { kind: 'split', points: [1n, 2n] }, reason: undefined }

  function games(
    changes: Partial<GamesOptions> & {
      compute?: () => Promise<ComputedMove>
      show?: (source: CanarySource) => Promise<Showing>
      version?: VersionState
      refused?: number
    } = {},
  ): Games {
    const {
      compute = async () => split,
      show = async () => showing,
      version = PUBLISHED,
      refused = 0,
      ...options
    } = changes
    let refusals = refused
    const call = (data: string): Call => ({ to: DISPUTES, data: `0x${Buffer.from(data).toString('hex')}` })
    const disputes: DisputesClient = {
      opened: async () => [],
      standing: async (id) => chain.get(id) ?? { ...(gameOf(id) as Standing), turn: 'none' },
      read: async (id) => chain.get(id) as Dispute,
      move: ({ id }, { kind }) => call(`${id} ${kind}`),
      show: ({ id }, { tag }, { tail }) => call(`${id} show ${tag} ${tail}`),
      timeout: (id) => call(`${id} timeout`),
    }
    const player: Player = {
      async move({ id, side, subject, position }) {
        const { request, timeNs, mostFuel } = subject
        const limit = mostFuel === undefined ? {} : { mostFuel }
        asked.push({ id, side, turn: position.turn, request: request.length, timeNs, ...limit })
        return { ...(await compute()), seconds: 1 }
      },
      opening: () => Promise.reject(new Error('the worker opens no games')),
      showing: async (source) => ({ ...(await show(source)), seconds: 1 }),
      close: async () => {},
    }
    const write = (event: string, fields: object = {}) => void logged.push([event, fields as Record<string, unknown>])
    return new Games({
      client: { disputes, version: async () => version },
      sender: {
        send: async (purpose, { data }) => {
          if (refusals-- > 0) throw new CallRefusedError('NotTurn()')
          sent.push(`${purpose} = ${Buffer.from(data.slice(2), 'hex')}`)
          return 'success'
        },
      },
      proofs: state.proofs,
      player,
      content: { get: async () => Uint8Array.of(0) },
      records: { recordOf: () => ({ request: Buffer.from(request), response: Buffer.of(), transcript: Buffer.of() }) },
      depth: 8,
      startOf: (epoch) => epoch * 10,
      log: { debug: write, info: write, warn: write, error: write },
      ...options,
    })
  }

  async function look(one: Games, timestamp = 100, number = 1): Promise<void> {
    await one.work(head(timestamp, number))
    await one.idle()
  }

  const open = (id: bigint, changes: Partial<Dispute> = {}) => {
    chain.set(id, gameOf(id, changes))
    state.proofs.addGame({ id, event: `event ${id}` })
  }

  it('POP-6 plays its turns, and no other, with what it executed', async () => {
    open(1n)
    const worker = games()
    await look(worker)
    expect(asked).to.deep.equal([
      { id: '1', side: 'provider', turn: 'defend', request: request.length, timeNs: 30_000_000_000n },
    ])
    expect(sent).to.deep.equal(['game:1:defend = 1 split'])
    chain.set(1n, gameOf(1n, { turn: 'pick', since: 101, points: [zeroHash, zeroHash] }))
    await look(worker)
    expect(sent.length).to.equal(1)
    chain.set(1n, gameOf(1n, { turn: 'split', since: 102, width: 9, points: [zeroHash, zeroHash] }))
    await look(worker)
    expect(sent.at(-1)).to.equal('game:1:split = 1 split')
    expect(logged.map(([event]) => event).filter((event) => event === 'game.found').length).to.equal(1)
  })

  it('POP-6 a move is computed once for a turn, however often it has to be sent', async () => {
    open(1n)
    const worker = games()
    await look(worker)
    await look(worker)
    expect([asked.length, sent.length]).to.deep.equal([1, 2])
    const refusing = games({ refused: 1 })
    await look(refusing)
    await look(refusing)
    expect(sent.length).to.equal(2)
    await look(refusing, 115)
    expect(logged.some(([event]) => event === 'game.not_taken')).to.equal(true)
    // refused: the chain is looked at, and the move computed, anew
    expect([asked.length, sent.length]).to.deep.equal([3, 3])
  })

  it('POP-6 goes on after a restart with nothing but its store and the chain', async () => {
    open(1n, { turn: 'split', width: 9, points: [zeroHash, zeroHash] })
    state.close()
    state = new StateStore(join(folder.path, 'state'), 'me')
    await look(games())
    expect(sent).to.deep.equal(['game:1:split = 1 split'])
  })

  it('POP-6 nobody waits for an execution, and what became outdated meanwhile is not sent', async () => {
    open(1n)
    open(2n)
    let finish = () => {}
    const computing = new Promise<ComputedMove>((done) => {
      finish = () => done(split)
    })
    const worker = games({ compute: () => computing })
    await worker.work(head(100))
    await worker.work(head(100))
    await wait()
    expect([asked.length, sent.length]).to.deep.equal([2, 0])
    chain.set(1n, gameOf(1n, { turn: 'pick', since: 101 }))
    finish()
    await worker.idle()
    expect(sent).to.deep.equal(['game:2:defend = 2 split'])
  })

  it('POP-6 ends a game whose challenger has no time left, and none before', async () => {
    open(1n, { turn: 'pick', since: 100, left: { provider: 1, challenger: 50 } })
    const worker = games()
    await look(worker, 150)
    expect(sent).to.deep.equal([])
    await look(worker, 151)
    expect(sent).to.deep.equal(['game:1:pick = 1 timeout'])
  })

  it('POP-6 a game that is over stays so, until a reorganisation makes its id another one', async () => {
    open(1n, { turn: 'over', upheld: false })
    const worker = games()
    for (const block of [10, 17]) await look(worker, 100, block)
    expect(state.proofs.games().length).to.equal(1)
    expect(logged.filter(([event]) => event === 'game.over').length).to.equal(1)
    await look(worker, 100, 18)
    expect(state.proofs.games()).to.deep.equal([])
    state.proofs.addGame({ id: 1n, event: 'event 1' })
    expect(state.proofs.games()).to.deep.equal([])
    state.proofs.addGame({ id: 1n, event: 'another event' })
    expect(state.proofs.games()).to.deep.equal([{ id: 1n, event: 'another event' }])
    expect(logged.find(([event]) => event === 'game.over')?.[1]).to.include({ upheld: false })
  })

  it('POP-6 a game whose end was undone is played on; one that the node does not know yet is not forgotten', async () => {
    open(1n, { turn: 'over', upheld: false })
    const worker = games()
    await look(worker, 100, 10)
    chain.delete(1n)
    await look(worker, 100, 30)
    chain.set(1n, gameOf(1n))
    await look(worker, 100, 31)
    expect(sent).to.deep.equal(['game:1:defend = 1 split'])
  })

  it('EPO-4 POP-6 a denied canary is drawn again and shown, then its sample is defended with less fuel', async () => {
    open(1n, { about: leafOf(), turn: 'show' })
    const sources: CanarySource[] = []
    const config = encodeVersionConfig({ samples: [{ method: 'POST', target: '/', contentType: '', body: 'abc' }] })
    const version = { ...PUBLISHED, configCid: 'config' }
    const changes: Parameters<typeof games>[0] = {
      show: async (source) => {
        sources.push(source)
        return showing
      },
      content: { get: async (cid) => (cid === 'config' ? config : Uint8Array.of(7)) },
    }
    const worker = games({ ...changes, version })
    await look(worker)
    expect(sources.map(({ module, seed, start }) => [module[0], seed, start])).to.deep.equal([[7, zeroHash, 30]])
    expect(sent).to.deep.equal(['game:1:show = 1 show 9 0x'])
    chain.set(1n, gameOf(1n, { about: leafOf(), turn: 'defend', since: 102 }))
    // killed in between: the next life has nothing but its store and the chain
    await look(games({ ...changes, version }))
    expect(sent.at(-1)).to.equal('game:1:defend = 1 split')
    expect(asked.map(({ turn, request: length, mostFuel }) => [turn, length, mostFuel])).to.deep.equal([
      [
        'defend',
        encodeRequest({ method: 'POST', target: '/', contentType: '', body: new Uint8Array(3) }).length,
        SAMPLE_FUEL,
      ],
    ])
    const words = logged.flatMap(([event, fields]) => (event === 'game.move' ? [fields.what as string] : []))
    expect(words[0]).to.match(/four chunks.*what its sample gave: that is defended next/)
  })

  it('EPO-4 POP-6 a canary that module and seed do not give is not shown, and the log says which two differ', async () => {
    open(1n, { about: leafOf({ canary: zeroHash }), turn: 'show' })
    open(2n)
    await look(games())
    expect(sent).to.deep.equal(['game:2:defend = 2 split'])
    const [, failed] = logged.find(([event]) => event === 'game.failed') ?? []
    expect(failed?.reason).to.match(/lease 256 in epoch 3 cannot be stood by: attested was 0x00.* gives 0xcaca/)
  })

  it('POP-6 says why it has no move, and plays the others', async () => {
    open(1n, { about: aboutOf({ requestHash: zeroHash }) })
    open(2n)
    const worker = games()
    await look(worker)
    expect(sent).to.deep.equal(['game:2:defend = 2 split'])
    await look(worker, 114)
    expect(logged.filter(([event]) => event === 'game.failed').length).to.equal(1)
    await look(worker, 115)
    expect(logged.filter(([event]) => event === 'game.failed').length).to.equal(2)
    const failed = logged.find(([event]) => event === 'game.failed')?.[1]
    expect(failed?.reason).to.match(/receipt 7 is not in the log/)
    const lost = games({ compute: async () => ({ move: undefined, reason: 'it is as they say' }) })
    await look(lost)
    expect(logged.at(-1)).to.deep.equal(['game.failed', { game: '2', reason: 'it is as they say' }])
  })
})
