import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDispute } from '@lambda-bourse/sdk'
import { ThreadPlayer } from '@lambda-bourse/worker'
import { expect } from 'chai'
import { accuseCanary, insist } from '../../scripts/demo/accuser.ts'
import { type Court, openCourt, type Party } from '../../scripts/demo/court.ts'
import { accountKey, bourse, killAll, ROOT, until } from './support/index.ts'

/** Accounts of the node that no provider has. */
const STRANGER = 17
const WATCHER = 18
const ACCUSER = 19
const samples = ['one', 'two'].map((word) => {
  return { method: 'POST', target: '/', contentType: 'text/plain', body: `${word} line\n`.repeat(30) }
})

describe('canaries on trial', function () {
  this.timeout(300_000)
  let court: Court
  before(async () => {
    const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
    const config = { contentType: 'text/plain', fuel: 10 ** 8, memoryPages: 64, samples }
    court = await openCourt({ name: 'echo', module, config })
  })
  after(async () => {
    await court?.stop()
    await killAll()
  })

  const read = (id: bigint) => readDispute(court.developer, { deployment: court.deployment, id })
  const provider = (id: number) => court.developer.getProvider({ provider: id })
  const show = async (id: bigint) => {
    const env = {
      BOURSE_RPC_URL: court.chain.url,
      BOURSE_DEPLOYMENT: court.path,
      BOURSE_PRIVATE_KEY: accountKey(STRANGER),
    }
    const [json, text] = await Promise.all([
      bourse(['dispute', 'show', `${id}`, '--json'], { env }),
      bourse(['dispute', 'show', `${id}`], { env }),
    ])
    return { json: json.json<{ state: string; next?: string; leaf?: object }>(), text: text.stdout }
  }

  /** Attests an epoch in which the lease was live; returns which. */
  async function attest(party: Party): Promise<number> {
    await court.pass(1)
    await court.served(party)
    const epoch = await court.developer.getCurrentEpoch()
    await court.pass(1)
    await court.served(party)
    return epoch
  }

  /** Lets both clocks run out, so that workers can attest meanwhile. */
  async function runOut(party: Party): Promise<void> {
    for (let passed = 0; passed <= court.clock; passed += 600) {
      await court.pass(1)
      await court.served(party)
    }
  }

  /** No block comes between what it shows and its end: it is alive for one of its two moves. */
  async function shownAndKilled(party: Party, id: bigint): Promise<void> {
    await party.worker.waitForLine(/"event":"game.found"/, 60_000)
    await court.chain.rpc('evm_setIntervalMining', [0])
    await court.chain.rpc('evm_setAutomine', [false])
    const pending = { address: party.operator, blockTag: 'pending' } as const
    const [mined, sent] = [{ ...pending, blockTag: 'latest' as const }, pending]
    await until('what it shows is on its way', async () => {
      const [before, after] = await Promise.all([mined, sent].map((at) => court.developer.getTransactionCount(at)))
      return (await read(id)).turn !== 'show' || (after as number) > (before as number)
    })
    await party.worker.kill()
    await court.chain.rpc('evm_mine')
    await court.chain.rpc('evm_setAutomine', [true])
    await court.chain.rpc('evm_setIntervalMining', [500])
    expect((await read(id)).turn).to.equal('defend')
  }

  it('EPO-4 POP-6 a made-up canary has nothing to show: its time runs out, though the watcher is killed -9 as it denies it', async () => {
    const liar = await court.party('canary')
    await attest(liar)
    const before = await court.developer.getDisputeCount()
    const first = await court.watch(WATCHER, liar.id)
    await first.waitForLine(/"event":"canary.wrong".*"what":"it is denied on chain"/, 60_000)
    await first.kill()
    const second = await court.watch(WATCHER, liar.id)
    const id = await until('it is denied', async () => {
      const count = await court.developer.getDisputeCount()
      return count > before ? count : undefined
    })
    const { json, text } = await show(id)
    expect(json).to.deep.include({ state: 'open', next: 'provider' })
    expect(json.leaf).to.include({ lease: liar.lease, version: 1, isExecuted: true })
    expect(text).to.match(/canary of provider \d+, epoch \d+.*a sample's result/)
    await liar.worker.waitForLine(/cannot be stood by: attested was 0x0909/, 60_000)
    await runOut(liar)
    await second.waitForLine(new RegExp(`"event":"dispute.over","game":"${id}","upheld":true`), 120_000)
    await second.waitForLine(/"event":"bonds.withdrawn"/, 60_000)
    await second.stop()
    await liar.worker.kill()
    // one at a time, though each of its epochs has a wrong one
    expect(await court.developer.getDisputeCount()).to.equal(id)
    expect((await read(id)).moves.map(({ kind }) => kind)).to.deep.equal(['open', 'over'])
    expect(await provider(liar.id)).to.deep.include({ ended: true, baseStake: 0 })
  })

  it("EPO-4 POP-6 a false result of an idle lease's sample is shown, defended by a changed machine, and ends its provider", async () => {
    const liar = await court.party('sample')
    await attest(liar)
    const watcher = await court.watch(WATCHER, liar.id)
    const opened = await watcher.waitForLine(/"event":"dispute.opened","game":"(\d+)"/, 120_000)
    const id = BigInt(opened[1] as string)
    await watcher.waitForLine(/"event":"dispute.moved"/, 120_000)
    await watcher.kill()
    await liar.worker.kill()
    await liar.restart()
    const again = await court.watch(WATCHER, liar.id)
    await again.waitForLine(/"event":"dispute.over".*"upheld":true/, 180_000)
    await again.waitForLine(/"event":"bonds.withdrawn"/, 60_000)
    await again.stop()
    await liar.worker.kill()
    const { moves, upheld, about } = await read(id)
    expect([upheld, about.kind]).to.deep.equal([true, 'leaf'])
    expect(moves.slice(0, 4).map(({ kind }) => kind)).to.deep.equal(['open', 'show', 'defend', 'pick'])
    expect(new Set(moves.map(({ transaction }) => transaction)).size).to.equal(moves.length)
    expect(await provider(liar.id)).to.deep.include({ ended: true, baseStake: 0 })
    expect((await show(id)).json).to.include({ state: 'upheld' })
  })

  it('EPO-4 POP-6 an honest worker whose canary is denied shows and defends it, killed -9 between the two; its accuser pays', async () => {
    const honest = await court.party('none')
    const epoch = await attest(honest)
    const [accuser, player] = [court.client(ACCUSER), new ThreadPlayer()]
    const id = await accuseCanary(court, accuser, player, honest, epoch)
    await player.close()
    await shownAndKilled(honest, id)
    await honest.restart()
    await insist(court, accuser, id)
    await runOut(honest)
    await honest.worker.waitForLine(/"upheld":false.*"event":"game.over"/, 60_000)
    await honest.worker.stop()
    const { moves, ...game } = await read(id)
    expect(game).to.include({ turn: 'over', upheld: false })
    expect(moves.slice(0, 3).map(({ kind }) => kind)).to.deep.equal(['open', 'show', 'defend'])
    expect(new Set(moves.map(({ transaction }) => transaction)).size).to.equal(moves.length)
    expect((await provider(honest.id)).ended).to.equal(false)
    const owner = { account: honest.owner.account.address }
    expect((await court.developer.getBondsOwed(owner)) > 0n).to.equal(true)
    expect(await court.developer.getBondsOwed({ account: accuser.account.address })).to.equal(0n)
  })
})
