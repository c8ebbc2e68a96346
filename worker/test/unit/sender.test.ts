import { join } from 'node:path'
import { expect } from 'chai'
import { parseTransaction } from 'viem'
import { Sender } from '../../src/chain/sender.ts'
import { systemClock } from '../../src/clock.ts'
import { silentLogger } from '../../src/log.ts'
import { StateStore } from '../../src/store/stateStore.ts'
import { KEY, OPERATOR, temporaryFolder } from '../support/fixture.ts'
import { ScriptedChain } from '../support/scriptedChain.ts'

describe('sender', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let chain: ScriptedChain
  let store: StateStore
  let ms: number
  const root = new Uint8Array(32).fill(5)

  beforeEach(() => {
    folder = temporaryFolder()
    chain = new ScriptedChain(OPERATOR, { epochLength: 10, grace: 4 })
    chain.ahead = 15
    store = new StateStore(join(folder.path, 'state.db'), 'me')
    ms = 0
  })
  afterEach(async () => {
    store.close()
    await folder.remove()
  })

  const create = () =>
    new Sender({
      client: chain,
      store,
      key: KEY,
      chainId: 31337,
      clock: { ...systemClock, monotonic: () => ms++, sleep: async () => undefined },
      log: silentLogger,
      pollMs: 1,
      waitMs: 5,
      repeatMs: 100,
      bumpMs: 1000,
    })

  it('EPO-1 writes a transaction down before it is sent', async () => {
    const send = chain.send.bind(chain)
    chain.send = async (raw) => {
      expect(store.journal('attest:1').map((entry) => entry.raw)).to.deep.equal([raw])
      return send(raw)
    }
    expect(await create().send('attest:1', chain.attest(1, root))).to.equal('success')
    expect(chain.attested.size).to.equal(1)
  })

  it('EPO-1 sends the same bytes again when it was killed before they went out', async () => {
    chain.send = () => Promise.reject(new Error('killed'))
    expect(await create().send('attest:1', chain.attest(1, root))).to.equal('pending')
    const [entry] = store.journal('attest:1')
    Reflect.deleteProperty(chain, 'send')
    expect(await create().settle()).to.equal('success')
    expect(chain.sent).to.deep.equal([entry?.raw])
    expect(store.journal('attest:1')).to.have.length(1)
  })

  it('EPO-1 notices that a transaction was mined before it was killed', async () => {
    await create().send('attest:1', chain.attest(1, root))
    const sent = chain.sent.length
    expect(await create().settle()).to.equal(undefined)
    expect(chain.sent).to.have.length(sent)
  })

  it('sends the same bytes again after a reorganisation took them back', async () => {
    await create().send('attest:1', chain.attest(1, root))
    chain.forgetAttestation(1)
    expect(await create().settle()).to.equal('success')
    expect(new Set(chain.sent).size).to.equal(1)
    expect(chain.attested.size).to.equal(1)
  })

  it('sends nothing new while a transaction is on the way', async () => {
    chain.stuck = true
    const sender = create()
    expect(await sender.send('attest:1', chain.attest(1, root))).to.equal('pending')
    expect(await sender.send('claim', chain.claim())).to.equal('pending')
    expect(store.journal('claim')).to.deep.equal([])
    expect(new Set(chain.sent).size).to.equal(1)
  })

  /** Blocks come and are full of others. */
  const crowd = (blocks: number, paid = 1_000_000_000n) => {
    chain.others = { ...chain.others, paid, most: paid }
    for (let i = 0; i < blocks; i++) chain.mine()
    ms += 2000
  }
  const fees = () => [...new Set(chain.sent)].map((raw) => parseTransaction(raw))

  it('pays more for a transaction that full blocks pass over, with the same nonce and call', async () => {
    chain.stuck = true
    const sender = create()
    await sender.send('attest:1', chain.attest(1, root))
    crowd(0)
    await sender.settle()
    crowd(3, 3_000_000_000n)
    await sender.settle()
    const [first, last, ...more] = fees()
    expect(more).to.deep.equal([])
    expect(last?.nonce).to.equal(first?.nonce)
    expect(last?.data).to.equal(first?.data)
    expect(last?.maxPriorityFeePerGas).to.equal(3_750_000_001n)
    expect(last?.maxFeePerGas).to.equal(4_750_000_001n)
    // a process that was killed goes on from there
    const second = create()
    await second.settle()
    crowd(0)
    await second.settle()
    crowd(3, 3_000_000_000n)
    await second.settle()
    expect(fees().at(-1)?.maxPriorityFeePerGas).to.equal(4_687_500_002n)
    chain.stuck = false
    expect(await create().settle()).to.equal('success')
    expect(chain.attested.size).to.equal(1)
  })

  it('pays no more where no block came, where blocks have room, or for more than four times what others pay', async () => {
    chain.stuck = true
    const sender = create()
    await sender.send('attest:1', chain.attest(1, root))
    for (let i = 0; i < 9; i++) {
      crowd(0)
      await sender.settle()
    }
    expect(fees(), 'the chain stands still').to.have.length(1)
    crowd(9, 0n)
    await sender.settle()
    expect(fees(), 'there is room').to.have.length(1)
    for (let i = 0; i < 40; i++) {
      crowd(4)
      await sender.settle()
    }
    expect(fees().at(-1)?.maxPriorityFeePerGas).to.be.within(3_000_000_000n, 4_000_000_000n)
    const { length } = fees()
    chain.others.baseFee = 50_000_000_000n
    crowd(4)
    await sender.settle()
    expect(fees(), 'the base fee is another matter').to.have.length(length + 1)
    expect(fees().at(-1)?.maxFeePerGas).to.be.greaterThan(100_000_000_000n)
  })

  it('knows a transaction that was mined with its first fee after it was given more', async () => {
    chain.stuck = true
    const sender = create()
    await sender.send('attest:1', chain.attest(1, root))
    const [first] = chain.sent
    crowd(0)
    await sender.settle()
    crowd(3)
    await sender.settle()
    expect(fees()).to.have.length(2)
    const count = chain.transactionCount.bind(chain)
    let seen = 0
    chain.transactionCount = async () => {
      // the node's two answers are of two blocks
      if (seen++ > 0) return count()
      const before = await count()
      chain.stuck = false
      await chain.send(first as `0x${string}`)
      chain.stuck = true
      return before
    }
    expect(await sender.settle()).to.equal('success')
  })

  it('does not send a second time what it was asked for again because nobody saw the first', async () => {
    chain.stuck = true
    const sender = create()
    const enlist = { to: chain.market.bourse, data: '0x02', value: 7n } as const
    expect(await sender.send('jury:enlist', enlist)).to.equal('pending')
    chain.stuck = false
    ms += 200
    expect(await sender.send('jury:enlist', enlist)).to.equal('success')
    expect(new Set(chain.sent).size).to.equal(1)
    // asked for when the first is known to be mined, it is another one
    expect(await sender.send('jury:enlist', enlist)).to.equal('success')
    expect(new Set(chain.sent).size).to.equal(2)
  })

  it('journals nothing that the contract would refuse', async () => {
    const sending = create().send('attest:9', chain.attest(9, root))
    const error = await sending.catch((caught: unknown) => caught)
    expect(error).to.have.property('name', 'CallRefusedError')
    expect(store.journal('attest:9')).to.deep.equal([])
  })
})
