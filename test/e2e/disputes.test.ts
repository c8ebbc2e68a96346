import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDispute } from '@lambda-bourse/sdk'
import { ThreadPlayer } from '@lambda-bourse/worker'
import { expect } from 'chai'
import { accuse, insist } from '../../scripts/demo/accuser.ts'
import { type Court, openCourt } from '../../scripts/demo/court.ts'
import { accountKey, bourse, killAll, ROOT, until } from './support/index.ts'

/** Accounts of the node that no provider has. */
const STRANGER = 17
const WATCHER = 18
const ACCUSER = 19
const body = new TextEncoder().encode('a line, and another one\n'.repeat(20))

describe('receipts on trial', function () {
  this.timeout(300_000)
  let court: Court
  before(async () => {
    const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
    court = await openCourt({
      name: 'echo',
      module,
      config: { contentType: 'text/plain', fuel: 10 ** 8, memoryPages: 64 },
    })
  })
  after(async () => {
    await court?.stop()
    await killAll()
  })

  const read = (id: bigint) => readDispute(court.developer, { deployment: court.deployment, id })
  const envOf = (index: number) => ({
    BOURSE_RPC_URL: court.chain.url,
    BOURSE_DEPLOYMENT: court.path,
    BOURSE_PRIVATE_KEY: accountKey(index),
  })
  const show = async (id: bigint) =>
    (await bourse(['dispute', 'show', `${id}`, '--json'], { env: envOf(STRANGER) })).json<{ state: string }>()

  it('POP-6 a false answer is found, denied and decided, though both sides are killed -9 in the middle of the game', async () => {
    const liar = await court.party('answer')
    const { receipt } = await liar.ask('/lie', body)
    const first = await court.watch(WATCHER, liar.id)
    const opened = await first.waitForLine(/"event":"dispute.opened","game":"(\d+)"/, 120_000)
    const id = BigInt(opened[1] as string)
    await first.waitForLine(/"event":"dispute.moved"/, 120_000)
    await first.kill()
    // the other side is alive and waits: nobody can win meanwhile
    const denied = await bourse(['verify', receipt, '--dispute', '--json'], { env: envOf(STRANGER) })
    expect(denied.json(), denied.stdout).to.include({ verified: false, deniable: true })
    await liar.worker.kill()
    expect((await read(id)).turn).to.not.equal('over')
    expect((await show(id)).state).to.equal('open')
    await liar.restart()
    const second = await court.watch(WATCHER, liar.id)
    await second.waitForLine(/"event":"dispute.over".*"upheld":true/, 180_000)
    await second.waitForLine(/"event":"bonds.withdrawn"/, 60_000)
    await second.stop()
    await liar.worker.waitForLine(/"event":"game.over"/, 60_000)
    await liar.worker.kill()
    const { moves, upheld } = await read(id)
    expect(upheld).to.equal(true)
    // no move twice
    expect(new Set(moves.map(({ transaction }) => transaction)).size).to.equal(moves.length)
    expect(await show(id)).to.include({ state: 'upheld' })
    expect(await court.developer.getProvider({ provider: liar.id })).to.deep.include({ ended: true, baseStake: 0 })
    // the reward waits for the other game, whose challenger has only its bond to win
    expect(await court.developer.getOpenDisputes({ provider: liar.id })).to.equal(1n)
    const state = join(court.folder, 'stranger.json')
    const dropped = await bourse(['watch', '--once', '--state', state], { env: envOf(STRANGER) })
    expect(dropped.stderr)
      .to.match(/"event":"dispute.dropped"/)
      .and.match(/"event":"bonds.withdrawn"/)
    expect(await court.developer.getOpenDisputes({ provider: liar.id })).to.equal(0n)
    const watcher = court.client(WATCHER).account.address
    expect(await court.developer.getEscrowBalance({ account: watcher })).to.equal(BigInt(10 ** 8 / 4))
  })

  it('POP-6 an honest worker stands by its receipt, though it is killed -9; its accuser pays', async () => {
    const honest = await court.party('none')
    const { receipt, response } = await honest.ask('/', body)
    const verified = await bourse(['verify', receipt, '--json'], { env: envOf(ACCUSER) })
    expect(verified.json()).to.include({ verified: true, deniable: false })
    const [accuser, player] = [court.client(ACCUSER), new ThreadPlayer()]
    const id = await accuse(court, accuser, player, honest, { target: '/', body, receipt, response })
    await player.close()
    await honest.worker.waitForLine(/"event":"game.found"/, 60_000)
    await honest.worker.kill()
    await honest.restart()
    await insist(court, accuser, id)
    await court.pass(1)
    for (let passed = 0; passed <= court.clock; passed += 600) {
      await until('the epoch before is attested', async () => {
        const running = await court.developer.getCurrentEpoch()
        return (await court.developer.getProvider({ provider: honest.id })).nextEpoch >= running
      })
      await court.pass(1)
    }
    await honest.worker.waitForLine(/"upheld":false.*"event":"game.over"/, 60_000)
    await honest.worker.stop()
    expect(await read(id)).to.include({ turn: 'over', upheld: false })
    expect((await court.developer.getProvider({ provider: honest.id })).ended).to.equal(false)
    const owner = { account: honest.owner.account.address }
    expect((await court.developer.getBondsOwed(owner)) > 0n).to.equal(true)
    expect(await court.developer.getBondsOwed({ account: accuser.account.address })).to.equal(0n)
  })
})
