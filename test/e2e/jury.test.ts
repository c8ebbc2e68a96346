// Receipts of the attested tier before a jury of real workers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeWire, encodeRequest, encodeWire, juryAbi } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { type Court, openCourt, type Party } from '../../scripts/demo/court.ts'
import { killAll, ROOT, type RunningProcess, until } from './support/index.ts'

/** Accounts of the node that no provider has. */
const WATCHER = 18
const ACCUSER = 19
const [DRAWN, OVER] = [3, 4]
const [RIGHT, WRONG] = [1, 2]
const body = new TextEncoder().encode('a line, and another one\n'.repeat(20))

describe('receipts before a jury', function () {
  this.timeout(240_000)
  let court: Court
  let accused: Party
  let jurors: [Party, Party, Party]
  let watch: RunningProcess
  let deposits: bigint[]
  /** wei, by the false accuser. */
  let sent: bigint
  /** Trials: of the lie, and of what is true. */
  const [lie, truth] = [1n, 2n]

  before(async () => {
    const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
    const config = { contentType: 'text/plain', fuel: 10 ** 8, memoryPages: 64 }
    court = await openCourt({ name: 'echo', module, config, isAttested: true })
    accused = await court.party('answer')
    const settings = ['jury: {}', `peers: [${accused.url}]`]
    jurors = [
      await court.party('none', { isLeased: false, settings }),
      await court.party('none', { isLeased: false, settings }),
      // it serves the same customer
      await court.party('none', { settings }),
    ]
    await until('three jurors are on the list', async () => (await court.developer.getJurorCount()) === 3n)
    deposits = await depositsNow()
    await pass(1)
  })
  after(async () => {
    await court?.stop()
    await killAll()
  })

  const jurorOf = ({ id }: Party) => court.developer.getJuror({ provider: id })
  const depositsNow = () => Promise.all(jurors.map(async (juror) => (await jurorOf(juror)).deposit))
  const trial = (id: bigint) => court.developer.getTrial({ id })
  const stage = async (id: bigint) => (await trial(id)).stage
  const money = () => court.developer.getEscrowBalance({ account: court.developer.account.address })
  /** Each epoch is seen, and attested by who has a lease. */
  async function pass(epochs: number): Promise<void> {
    for (let i = 0; i < epochs; i++) {
      await court.pass(1)
      for (const party of [accused, jurors[2]]) await court.served(party)
    }
  }
  const events = async (eventName: 'Judged' | 'Recused' | 'Revealed') => {
    const { jury, block } = court.deployment
    return court.developer.getContractEvents({
      address: jury as `0x${string}`,
      abi: juryAbi,
      eventName,
      fromBlock: block,
    })
  }

  it('POP-7 a lie is denied by the watcher, jurors find it out, one of them killed -9 after it committed; the lease pays', async () => {
    const owned = await money()
    await accused.ask('/lie', body)
    watch = await court.watch(WATCHER, accused.id)
    await watch.waitForLine(/"event":"trial.opened"/, 60_000)
    // a true one is denied as well
    const { receipt } = await accused.ask('/', body)
    const accuser = court.client(ACCUSER)
    const request = encodeRequest({ method: 'POST', target: '/', contentType: 'text/markdown', body })
    const { baseFeePerGas } = await accuser.getBlock()
    sent = 9n * (await accuser.getTrialBondFor({ provider: accused.id, baseFee: baseFeePerGas ?? 0n }))
    await accuser.openAttestedDispute.andWait({ receipt: encodeWire(decodeWire(receipt)), request, value: sent })
    // its worker finds the lie no more, and does not stand by it; its owner does
    await accused.worker.waitForLine(/"event":"trial.not_ours_to_defend"/, 60_000)
    await accused.owner.standTrial.andWait({ id: lie, value: (await trial(lie)).unit })
    await until('both juries sit', async () => (await stage(lie)) === DRAWN && (await stage(truth)) === DRAWN, 60_000)
    await until(
      'all committed',
      async () => {
        return (await trial(lie)).pending === 3 && (await trial(truth)).pending === 3
      },
      60_000,
    )
    const [first] = jurors
    await first.worker.kill()
    await pass(3)
    await until('two revealed', async () => (await trial(lie)).pending === 1)
    expect(await stage(lie), 'the third may still reveal').to.equal(DRAWN)
    await first.restart()
    await until('both are judged', async () => (await stage(lie)) === OVER && (await stage(truth)) === OVER, 60_000)
    const [[judged], revealed] = [
      (await events('Judged')).filter(({ args }) => (args as { id: bigint }).id === lie),
      await events('Revealed'),
    ]
    expect(judged?.args).to.include({ verdict: WRONG, provider: accused.id, lease: accused.lease })
    expect(revealed.length).to.equal(6)
    const { end } = await court.developer.getLease({ lease: accused.lease })
    expect(end).to.be.at.most((await court.developer.getCurrentEpoch()) + 1)
    expect((await money()) > owned, 'the customer has its price back').to.equal(true)
    const { ended, baseStake } = await court.developer.getProvider({ provider: accused.id })
    expect({ ended, baseStake: BigInt(baseStake) }, 'no base stake is touched').to.deep.equal({
      ended: false,
      baseStake: 10n ** 8n,
    })
  })

  it('POP-7 a true receipt stands: the worker stands by it, and shows that a juror serves its accuser’s side', async () => {
    const [judged] = (await events('Judged')).filter(({ args }) => (args as { id: bigint }).id === truth)
    expect(judged?.args).to.include({ verdict: RIGHT })
    const recused = (await events('Recused')).map(({ args }) => args as { id: bigint; juror: number; lease: number })
    const { id: juror, lease } = jurors[2]
    expect(recused).to.deep.equal([{ id: truth, juror, lease }])
  })

  it('POP-7 jurors have their seats back and take out their fees; the watcher its bond; the false accuser nothing', async () => {
    expect(await depositsNow()).to.deep.equal(deposits)
    for (const juror of jurors) {
      expect((await jurorOf(juror)).seats).to.equal(0)
      await juror.worker.waitForLine(/"purpose":"jury:collect".*"outcome":"success"/, 60_000)
    }
    await watch.waitForLine(/"event":"trial.over"/, 60_000)
    const owed = (index: number) => court.developer.getOwedByJury({ account: court.client(index).account.address })
    await until('the watcher has its bond', async () => (await owed(WATCHER)) === 0n)
    // what it sent above the bond is its own
    const { unit, times } = await trial(truth)
    expect(await owed(ACCUSER)).to.equal(sent - unit * BigInt(times))
  })
})
