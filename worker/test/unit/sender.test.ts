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

  it('pays more for a transaction that is stuck, with the same nonce and call', async () => {
    chain.stuck = true
    const sender = create()
    await sender.send('attest:1', chain.attest(1, root))
    ms += 2000
    await sender.settle()
    const [first, last] = [chain.sent.at(0), chain.sent.at(-1)].map((raw) => parseTransaction(raw ?? '0x'))
    expect(last?.nonce).to.equal(first?.nonce)
    expect(last?.data).to.equal(first?.data)
    expect(last?.maxPriorityFeePerGas).to.equal(((first?.maxPriorityFeePerGas ?? 0n) * 5n) / 4n + 1n)
    chain.stuck = false
    expect(await create().settle()).to.equal('success')
    expect(chain.attested.size).to.equal(1)
  })

  it('journals nothing that the contract would refuse', async () => {
    const sending = create().send('attest:9', chain.attest(9, root))
    const error = await sending.catch((caught: unknown) => caught)
    expect(error).to.have.property('name', 'CallRefusedError')
    expect(store.journal('attest:9')).to.deep.equal([])
  })
})
