// A stranger's keeper as a process, killed and started again, against a real chain: it lives on the tips of plans.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, keeper as keep, offer, register } from '@lambda-bourse/cli'
import { ANY_REGION, encodeAlias, type Plan } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  accountKey,
  BOURSE,
  type Chain,
  deployTestMarket,
  killAll,
  NODE,
  type RunningProcess,
  start,
  startChain,
  type TestDeployment,
} from './support/index.ts'

/** Long enough that only this test moves the clock. */
const EPOCH = 100_000
const TIP = 1_000
const [DEVELOPER, KEEPER] = [accountKey(1), accountKey(2)]
const PROVIDERS = [accountKey(3), accountKey(4), accountKey(7)]
const OPERATORS = [accountKey(5), accountKey(6), accountKey(8)]

describe('bourse keeper', function () {
  this.timeout(240_000)
  let folder: string
  let chain: Chain
  let market: TestDeployment
  let keeper: RunningProcess

  const keeperAddress = privateKeyToAccount(KEEPER).address
  const environment = (key: string) => ({
    BOURSE_RPC_URL: chain.url,
    BOURSE_DEPLOYMENT: market.path,
    BOURSE_PRIVATE_KEY: key,
  })
  const earned = () => market.bourse.getEscrowBalance({ account: keeperAddress })
  const deal = () => market.bourse.getDeal({ deal: 1 })
  const nextEpoch = () => chain.increaseTime(EPOCH)

  const startKeeper = () =>
    start({
      name: 'keeper',
      command: NODE,
      args: [BOURSE, 'keeper', '--gas-price', '0.000001', '--poll', '100', '--state', join(folder, 'keeper.json')],
      env: environment(KEEPER),
      ready: /^keeping 0x/,
    })

  /** Registers a provider with an offer. Nobody runs a worker for it. */
  async function sell(index: number): Promise<void> {
    const context = createContext({ cwd: folder, env: environment(PROVIDERS[index] as string) })
    const operatorKeyFile = join(folder, `operator-${index}.key`)
    writeFileSync(operatorKeyFile, OPERATORS[index] as string)
    await register(context, { endpoint: 'http://127.0.0.1:1', operatorKeyFile })
    await offer(context, { region: 'eu-west', price: '0.0001', units: '4', duration: '500 epochs' })
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-e2e-keeper-'))
    chain = await startChain()
    const parameters = { epochLength: EPOCH, grace: 1, window: 2, absence: 1, baseStake: 1_000_000 }
    market = await deployTestMarket(chain, folder, parameters)
    for (const key of [DEVELOPER, ...PROVIDERS]) await market.mint(key, 100_000_000n)
    const developer = market.as(DEVELOPER)
    await developer.approveToken.andWait({ amount: 100_000_000n })
    await developer.deposit.andWait({ beneficiary: privateKeyToAccount(DEVELOPER).address, amount: 50_000_000n })
    const plan: Plan = {
      functionId: 1n,
      aliasName: encodeAlias('live'),
      instances: 1,
      unitsEach: 1,
      perProvider: 1,
      regions: ANY_REGION,
      features: 0,
      maxPrice: 200,
      minCompensation: 0,
      epochs: 6,
      dearer: true,
      renew: true,
      leastInstances: 0,
      tip: TIP,
      minReputation: 0n,
    }
    await developer.openDeal.andWait({ plan })
    keeper = await startKeeper()
  })

  after(async () => {
    await killAll()
    rmSync(folder, { recursive: true, force: true })
  })

  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.log(keeper.lines.slice(-20).join('\n'))
  })

  it('KEEP-1 fills a deal when an offer appears, and not before', async () => {
    expect((await deal()).unfilled).to.equal(1)
    await sell(0)
    await keeper.waitForLine(/^fill deal 1: 0.001000 USDC for \d+ gas$/)
    expect((await deal()).unfilled).to.equal(0)
    expect(await earned()).to.equal(BigInt(TIP))
  })

  it('KEEP-1 killed and started again, it resumes where it was, and replaces what a dead provider does not serve', async () => {
    await keeper.kill()
    const { cursor, deals } = JSON.parse(readFileSync(join(folder, 'keeper.json'), 'utf8'))
    expect(deals).to.deep.equal([1])
    expect(cursor.length).to.be.above(0)
    keeper = await startKeeper()
    await sell(1)
    // the lease starts with the second epoch, which nobody attests: it is over with the third, decided after the grace
    for (let i = 0; i < 3; i++) await nextEpoch()
    await keeper.waitForLine(/^replace lease 256: 0.001000 USDC for \d+ gas$/)
    const { leases } = await deal()
    expect(leases.map(({ provider }) => provider)).to.deep.equal([1, 2])
    expect(await earned()).to.equal(2n * BigInt(TIP))
  })

  it('KEEP-1 DEAL-5 renews a deal near its end, once for each term, at the price of its lease', async () => {
    const operator = market.as(OPERATORS[1] as `0x${string}`)
    const client = privateKeyToAccount(DEVELOPER).address
    const { end } = await deal()
    const before = await market.bourse.getEscrowBalance({ account: client })
    for (let epoch = await market.bourse.getCurrentEpoch(); epoch + 2 < end; epoch++) {
      await nextEpoch()
      const { nextEpoch: owed } = await market.bourse.getProvider({ provider: 2 })
      if (owed <= epoch) await operator.attest.andWait({ epoch: owed, root: zeroHash })
    }
    await keeper.waitForLine(/^renew deal 1: 0.001000 USDC for \d+ gas$/)
    const renewed = await deal()
    expect(renewed.end).to.equal(end + 6)
    expect(renewed.leases[1]?.end).to.equal(end + 6)
    expect(before - (await market.bourse.getEscrowBalance({ account: client }))).to.equal(6n * 100n + BigInt(TIP))
    expect(await earned()).to.equal(3n * BigInt(TIP))
  })

  it('KEEP-1 lets lie what does not pay for its gas, and ends in peace', async () => {
    expect(await keeper.stop()).to.equal(0)
    const tips = keeper.lines.at(-1)
    expect(tips).to.match(/^0\.00[12]000 USDC earned, the escrow balance is 0\.003000 USDC$/)
    await market.as(DEVELOPER).scaleUp.andWait({ deal: 1, instances: 1, maxSteps: 0n })
    await sell(2)
    const context = createContext({ cwd: folder, env: environment(KEEPER) })
    const dear = await keep(context, { gasPrice: 1_000_000n, once: true, state: 'other.json' })
    expect(dear).to.deep.equal({ done: [], tips: 0n, balance: 3n * BigInt(TIP) })
    expect((await deal()).unfilled).to.equal(1)
    const cheap = await keep(context, { gasPrice: 0n, once: true, state: 'other.json' })
    expect(cheap.done.map(({ job, tips }) => [job, tips])).to.deep.equal([['fill deal 1', BigInt(TIP)]])
    expect(cheap.balance).to.equal(4n * BigInt(TIP))
    expect((await deal()).unfilled).to.equal(0)
  })
})
