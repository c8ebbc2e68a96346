import { expect } from 'chai'
import { keccak256, toHex } from 'viem'
import { type Call, CallRefusedError, type Hex } from '../../src/chain/client.ts'
import type { Finding, JurorState, JuryClient, TrialEvidence, TrialState } from '../../src/jury/client.ts'
import { Juror, type JurorOptions } from '../../src/jury/juror.ts'
import { UnjudgeableError } from '../../src/jury/reexecution.ts'
import { createLogger } from '../../src/log.ts'

const OURS = 3
const OTHER = 9
const FOUND: Finding = { responseHash: `0x${'0a'.repeat(32)}`, fuel: 5n, status: 0 }
const ADDRESS: Hex = `0x${'01'.repeat(20)}`
const idOf = ({ responseHash, fuel, status }: Finding) => keccak256(toHex(`${responseHash} ${fuel} ${status}`))
const callOf = (...words: unknown[]): Call => ({ to: ADDRESS, data: toHex(words.join(' ')) })

describe('worker: POP-7 juries', () => {
  let trials: TrialState[]
  let votes: Map<string, 'sealed' | 'shown'>
  let listed: JurorState
  let owed: boolean
  let ties: Map<number, number>
  let epoch: number
  let sent: string[]
  let refusal: Error | undefined
  let find: (evidence: TrialEvidence) => Promise<Finding>
  let runs: number

  beforeEach(() => {
    trials = []
    votes = new Map()
    listed = { isListed: true, isLeaving: false, deposit: 100n, seats: 0 }
    owed = false
    ties = new Map()
    epoch = 5
    sent = []
    refusal = undefined
    runs = 0
    find = async () => FOUND
  })

  const trial = (changes: Partial<TrialState> = {}): TrialState => {
    const made: TrialState = {
      ...{ id: BigInt(trials.length + 1), stage: 'sitting', provider: OTHER, claim: idOf(FOUND), unit: 7n },
      ...{ deadline: 6, drawnBy: 50, pending: 0, jurors: [1, OURS, 0], recused: 0, lease: 512, epoch: 4 },
      ...changes,
    }
    trials.push(made)
    return made
  }
  const client: JuryClient = {
    turn: async () => 2,
    trials: async () => BigInt(trials.length),
    trial: async (id) => trials[Number(id) - 1] as TrialState,
    evidence: async () => ({}) as TrialEvidence,
    vote: async (id, juror) => votes.get(`${id} ${juror}`) ?? 'none',
    juror: async () => listed,
    deposit: async () => 100n,
    tieOf: async (_, juror) => ties.get(juror),
    answerId: idOf,
    commitment: (id, juror, finding, salt) => keccak256(toHex(`${id} ${juror} ${idOf(finding)} ${salt}`)),
    collect: async () => (owed ? callOf('collect') : undefined),
    enlist: (_, value) => ({ ...callOf('enlist'), value }),
    leave: () => callOf('leave'),
    discharge: () => callOf('discharge'),
    stand: (_, value) => ({ ...callOf('stand'), value }),
    draw: () => callOf('draw'),
    recuse: (_id, tied, lease) => callOf('recuse', tied, lease),
    commit: (_id, _juror, commitment) => callOf('commit', commitment),
    reveal: (_id, _juror, finding, salt) => callOf('reveal', idOf(finding), salt),
    judge: () => callOf('judge'),
  }
  const juror = (changes: Partial<JurorOptions> = {}) =>
    new Juror({
      client,
      sender: {
        address: ADDRESS,
        send: async (purpose, call) => {
          if (refusal !== undefined) throw refusal
          const text = Buffer.from(call.data.slice(2), 'hex').toString()
          sent.push(`${purpose} ${text}${call.value === undefined ? '' : ` ${call.value}`}`)
          return 'success'
        },
      },
      time: {
        get epoch() {
          return epoch
        },
      },
      provider: OURS,
      key: new Uint8Array(32).fill(1),
      wish: undefined,
      reexecute: (evidence) => {
        runs++
        return find(evidence)
      },
      log: createLogger('silent'),
      ...changes,
    })
  const purposes = () => sent.map((text) => text.split(' ')[0])

  it('is on the list where it is wished for, with a deposit for a seat, and leaves it by notice', async () => {
    await juror().work({ number: 1 })
    expect(sent, 'no wish').to.deep.equal([])
    await juror({ wish: 'sit' }).work({ number: 1 })
    expect(sent, 'it is there').to.deep.equal([])
    listed.deposit = 24n
    await juror({ wish: 'sit' }).work({ number: 1 })
    listed = { isListed: false, isLeaving: false, deposit: 0n, seats: 0 }
    await juror({ wish: 'sit' }).work({ number: 1 })
    await juror({ wish: 'leave' }).work({ number: 1 })
    expect(sent).to.deep.equal(['jury:enlist enlist 100', 'jury:enlist enlist 100'])
    listed = { isListed: true, isLeaving: false, deposit: 100n, seats: 1 }
    await juror({ wish: 'leave' }).work({ number: 1 })
    listed.isLeaving = true
    await juror({ wish: 'leave' }).work({ number: 1 })
    listed.seats = 0
    await juror({ wish: 'leave' }).work({ number: 1 })
    expect(purposes().slice(2)).to.deep.equal(['jury:leave', 'jury:discharge'])
  })

  it('stands by a receipt that it finds again, in time, and by no other', async () => {
    const own = trial({ stage: 'opened', provider: OURS, jurors: [] })
    trial({ stage: 'opened' })
    trial({ stage: 'opened', provider: OURS, claim: `0x${'ee'.repeat(32)}`, jurors: [] })
    await juror().work({ number: 1 })
    expect(sent).to.deep.equal(['jury:stand:1 stand 7'])
    epoch = own.deadline + 1
    await juror().work({ number: 1 })
    expect(sent.length).to.equal(1)
  })

  it('draws the jury of its own trial when the block is there; of another one later, where it may get a seat', async () => {
    trial({ stage: 'drawing', provider: OURS, jurors: [] })
    trial({ stage: 'drawing', jurors: [] })
    await juror().work({ number: 50 })
    expect(sent).to.deep.equal([])
    await juror().work({ number: 59 })
    expect(purposes()).to.deep.equal(['jury:draw:1'])
    await juror({ wish: 'sit' }).work({ number: 59 })
    expect(purposes().slice(1)).to.deep.equal(['jury:draw:1', 'jury:draw:2'])
  })

  it('commits, then reveals the same after a restart, once each, and has the trial judged', async () => {
    const { id } = trial()
    trial({ jurors: [1, 2, 4] })
    await juror().work({ number: 1 })
    const commitment = sent[0]?.split(' ')[2]
    votes.set(`${id} ${OURS}`, 'sealed')
    await juror().work({ number: 1 })
    expect(sent.length, 'a commitment stays what it is').to.equal(1)
    epoch = 7
    ;(trials[0] as TrialState).pending = 1
    await juror().work({ number: 1 })
    const [, , shownId, salt] = (sent[1] as string).split(' ')
    expect(shownId).to.equal(idOf(FOUND))
    expect(keccak256(toHex(`${id} ${OURS} ${shownId} ${salt}`))).to.equal(commitment)
    votes.set(`${id} ${OURS}`, 'shown')
    await juror().work({ number: 1 })
    expect(sent.length, 'others may still reveal').to.equal(2)
    epoch = 9
    await juror().work({ number: 1 })
    expect(purposes()).to.deep.equal(['jury:commit:1', 'jury:reveal:1', 'jury:judge:1'])
  })

  it('is judged at once when all is revealed, and not in the turn of commits', async () => {
    const { id } = trial()
    votes.set(`${id} ${OURS}`, 'shown')
    await juror().work({ number: 1 })
    expect(sent).to.deep.equal([])
    epoch = 7
    await juror().work({ number: 1 })
    expect(purposes()).to.deep.equal(['jury:judge:1'])
  })

  it('who stands by a receipt that it finds shows at once which jurors serve the customer, once each', async () => {
    const own = trial({ provider: OURS, jurors: [1, 0, 4, 6], recused: 8 })
    ties = new Map([
      [4, 1024],
      [6, 1025],
      [OURS, 1026],
    ])
    const one = juror()
    await one.work({ number: 1 })
    expect(sent).to.deep.equal(['jury:recuse:1:4 recuse 4 1024'])
    own.recused = 12
    ties.set(1, 2048)
    await one.work({ number: 2 })
    expect(sent.length, 'who was looked at is not looked at again').to.equal(1)
    own.claim = `0x${'ee'.repeat(32)}`
    own.recused = 0
    await juror().work({ number: 3 })
    expect(sent.length, 'a liar has no help of it').to.equal(1)
  })

  it('a juror does so where the accused does not, until commits end, and only where the receipt is right', async () => {
    const [right, wrong] = [trial(), trial({ claim: `0x${'ee'.repeat(32)}` })]
    ties.set(1, 1024)
    const one = juror()
    await one.work({ number: 1 })
    for (const { id } of [right, wrong]) votes.set(`${id} ${OURS}`, 'sealed')
    await one.work({ number: 9 })
    expect(purposes()).to.deep.equal(['jury:commit:1', 'jury:commit:2'])
    epoch = right.deadline + 1
    await one.work({ number: 10 })
    expect(purposes().slice(2), 'too late').to.deep.equal([
      'jury:reveal:1',
      'jury:judge:1',
      'jury:reveal:2',
      'jury:judge:2',
    ])
    epoch = right.deadline
    await one.work({ number: 10 })
    expect(sent.slice(6)).to.deep.equal(['jury:recuse:1:1 recuse 1 1024'])
  })

  it('stays silent where it cannot execute, tries again where it could not now, and executes once', async () => {
    trial()
    const one = juror()
    find = () => Promise.reject(new Error('no peer gave it'))
    await one.work({ number: 1 })
    find = () => Promise.reject(new UnjudgeableError('another runtime'))
    await one.work({ number: 1 })
    expect(sent).to.deep.equal([])
    find = async () => FOUND
    await one.work({ number: 1 })
    await one.work({ number: 1 })
    expect([purposes(), runs]).to.deep.equal([['jury:commit:1', 'jury:commit:1'], 3])
    // too late to commit, and nothing to reveal
    epoch = 7
    ;(trials[0] as TrialState).pending = 1
    await one.work({ number: 1 })
    expect(sent.length).to.equal(2)
  })

  it('takes out what it is owed; a refusal of one call holds up no other, an outage does', async () => {
    trial()
    trial()
    owed = true
    refusal = new CallRefusedError('VotedBefore')
    await juror().work({ number: 1 })
    refusal = undefined
    await juror().work({ number: 1 })
    expect(purposes()).to.deep.equal(['jury:commit:1', 'jury:commit:2', 'jury:collect'])
    refusal = new Error('no node')
    const failed = await juror()
      .work({ number: 1 })
      .catch((error: Error) => error.message)
    expect(failed).to.equal('no node')
    // one trial that cannot be served keeps nobody from the others
    refusal = undefined
    sent = []
    const poor = juror({
      sender: {
        address: ADDRESS,
        send: async (purpose) => {
          if (purpose === 'jury:commit:1') throw new Error('insufficient funds')
          sent.push(purpose)
          return 'success'
        },
      },
    })
    const short = await poor.work({ number: 1 }).catch((error: Error) => error.message)
    expect([short, sent]).to.deep.equal(['insufficient funds', ['jury:commit:2', 'jury:collect']])
  })

  it('looks at a trial that is over no more, and shares one look', async () => {
    trial({ stage: 'over' })
    const one = juror()
    const first = one.work({ number: 1 })
    expect(one.work({ number: 1 })).to.equal(first)
    await one.idle()
    ;(trials[0] as TrialState).stage = 'sitting'
    await one.work({ number: 1 })
    expect(sent).to.deep.equal([])
  })
})
