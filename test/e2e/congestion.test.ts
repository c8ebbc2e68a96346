// Disputes on a chain whose blocks are full of others who pay more: both sides pay more in time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDispute } from '@lambda-bourse/sdk'
import { ThreadPlayer } from '@lambda-bourse/worker'
import { expect } from 'chai'
import type { Hex } from 'viem'
import { accuse, insist } from '../../scripts/demo/accuser.ts'
import { type Court, openCourt, type Party } from '../../scripts/demo/court.ts'
import { type Crowd, killAll, ROOT, type RunningProcess, startCrowd, until } from './support/index.ts'

/** Accounts of the node that no provider has. */
const WATCHER = 18
const ACCUSER = 19
/** Whoever accuses falsely is not short of coin. */
const RICH = 10n ** 13n
/** A clock of 1200 s is over within two minutes of blocks. */
const BLOCKS = { blockMs: 500, blockSeconds: 5 }
/** Once nobody moves any more. */
const HURRY = 60
const body = new TextEncoder().encode('a line, and another one\n'.repeat(20))

describe('disputes on a congested chain', function () {
  this.timeout(240_000)
  let court: Court
  let crowd: Crowd
  let honest: Party
  let liar: Party
  let watch: RunningProcess
  /** Of the false accusation. */
  let accusation: bigint
  let insisting: Promise<void>

  before(async () => {
    const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
    const config = { contentType: 'text/plain', fuel: 10 ** 8, memoryPages: 64 }
    court = await openCourt({ name: 'echo', module, config })
    honest = await court.party('none')
    liar = await court.party('answer')
    const { receipt, response } = await honest.ask('/', body)
    await liar.ask('/lie', body)
    const [accuser, player] = [court.client(ACCUSER, RICH), new ThreadPlayer()]
    accusation = await accuse(court, accuser, player, honest, { target: '/', body, receipt, response })
    await player.close()
    crowd = await startCrowd(court.chain, BLOCKS)
    insisting = insist(court, accuser, accusation)
    watch = await court.watch(WATCHER, liar.id)
  })
  after(async () => {
    await crowd?.disperse()
    await court?.stop()
    await killAll()
  })

  const read = (id: bigint) => readDispute(court.developer, { deployment: court.deployment, id })
  const isMined = async (hash: Hex) => (await court.chain.rpc('eth_getTransactionReceipt', [hash])) !== null
  /** Hashes of what a process sent again with more fee. */
  const bumped = ({ lines }: RunningProcess) =>
    lines.flatMap((line) => (line.includes('"event":"transaction.bumped"') ? [JSON.parse(line).hash as Hex] : []))

  it('POP-6 a liar is punished though blocks are full: both sides pay more for moves that wait, within their clocks', async () => {
    const over = await watch.waitForLine(/"event":"dispute.over","game":"(\d+)","upheld":true/, 120_000)
    const game = await read(BigInt(over[1] as string))
    const proved = await watch.waitForLine(/"event":"dispute.moved","game":"\d+","move":"prove","hash":"(0x\w+)"/)
    expect(game.moves.at(-1)?.transaction, 'decided by a step, by nobody’s clock').to.equal(proved[1])
    expect(await court.developer.getProvider({ provider: liar.id })).to.deep.include({ ended: true, baseStake: 0 })
    for (const side of [watch, liar.worker]) {
      const hashes = bumped(side)
      expect(hashes, `${side.name} paid more`).to.not.deep.equal([])
      const mined = await Promise.all(hashes.map(isMined))
      expect(mined, `${side.name}: that was taken`).to.include(true)
    }
    expect(await crowd.fullness()).to.be.greaterThan(0.8)
    await watch.waitForLine(/"event":"bonds.withdrawn"/, 60_000)
  })

  it('POP-6 an honest worker stands by its receipt on such a chain, and attests meanwhile', async () => {
    await insisting
    crowd.pace(HURRY)
    await until(
      'the accuser has no time left, and the worker says so',
      async () => {
        const { turn, upheld } = await read(accusation)
        return turn === 'over' && !upheld
      },
      120_000,
      500,
    )
    await honest.worker.waitForLine(/"upheld":false.*"event":"game.over"/, 60_000)
    expect(bumped(honest.worker)).to.not.deep.equal([])
    const { ended, missed } = await court.developer.getProvider({ provider: honest.id })
    expect({ ended, missed }).to.deep.equal({ ended: false, missed: 0 })
    const owner = { account: honest.owner.account.address }
    expect((await court.developer.getBondsOwed(owner)) > 0n).to.equal(true)
  })
})
