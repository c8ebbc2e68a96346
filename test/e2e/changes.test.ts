// A deal that changes while it runs, through the real binary against a real chain.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, juryJoin, juryLeave, juryStatus, juryWithdraw, offer, register } from '@lambda-bourse/cli'
import { ANY_REGION, encodeAlias } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { privateKeyToAccount } from 'viem/accounts'
import {
  accountKey,
  bourse,
  type Chain,
  deployTestMarket,
  killAll,
  startChain,
  type TestDeployment,
} from './support/index.ts'

/** Long enough that only this test moves the clock. */
const EPOCH = 100_000
const [DEVELOPER, PROVIDER, OPERATOR] = [accountKey(1), accountKey(2), accountKey(3)]

// biome-ignore lint/suspicious/noExplicitAny: the shape is what these tests check
type Json = Record<string, any>

describe('bourse extend, scale, decline', function () {
  this.timeout(240_000)
  let folder: string
  let chain: Chain
  let market: TestDeployment

  const environment = (key: string) => ({
    BOURSE_RPC_URL: chain.url,
    BOURSE_DEPLOYMENT: market.path,
    BOURSE_PRIVATE_KEY: key,
  })

  async function ok(key: string, ...args: string[]): Promise<Json> {
    const result = await bourse([...args, '--json'], { cwd: folder, env: environment(key) })
    expect(result.code, `${args.join(' ')}\n${result.stderr}${result.stdout}`).to.equal(0)
    return result.json()
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-e2e-changes-'))
    chain = await startChain()
    market = await deployTestMarket(chain, folder, { epochLength: EPOCH, baseStake: 1_000_000 })
    for (const key of [DEVELOPER, PROVIDER]) await market.mint(key, 100_000_000n)
    const context = createContext({ cwd: folder, env: environment(PROVIDER) })
    writeFileSync(join(folder, 'operator.key'), OPERATOR)
    await register(context, { endpoint: 'http://127.0.0.1:1', operatorKeyFile: join(folder, 'operator.key') })
    await offer(context, { region: 'eu-west', price: '0.0001', units: '8', duration: '500 epochs' })
    const developer = market.as(DEVELOPER)
    await developer.approveToken.andWait({ amount: 1_000n })
    await developer.deposit.andWait({ beneficiary: privateKeyToAccount(DEVELOPER).address, amount: 1_000n })
    const wanted = {
      instances: 1,
      unitsEach: 1,
      perProvider: 8,
      regions: ANY_REGION,
      features: 0,
      maxPrice: 100,
      epochs: 10,
    }
    const terms = { minCompensation: 0, dearer: false, renew: true, leastInstances: 0, tip: 0, minReputation: 0n }
    const plan = { functionId: 1n, aliasName: encodeAlias('live'), ...wanted, ...terms }
    await developer.openDeal.andWait({ plan })
  })

  after(async () => {
    await killAll()
    rmSync(folder, { recursive: true, force: true })
  })

  it('DEAL-5 extend takes what the escrow lacks from the wallet, and says to which epoch the deal runs', async () => {
    const data = await ok(DEVELOPER, 'extend', '5 epochs', '--deal', '1')
    expect(data).to.include({ deal: 1, epochs: 5, end: 17, extended: 1, left: 0, paid: '500', balance: '0' })
  })

  it('DEAL-5 scale asks for more, and ends the newest first', async () => {
    const more = await ok(DEVELOPER, 'scale', '3', '--deal', '1')
    expect(more).to.include({ before: 1, after: 3, unfilled: 0, balance: '0' })
    await chain.increaseTime(EPOCH)
    const fewer = await ok(DEVELOPER, 'scale', '2', '--deal', '1')
    expect(fewer).to.include({ before: 3, after: 2, unfilled: 0, balance: String(100 * 14) })
    expect(fewer.transactions).to.have.length(1)
    const { leases } = await market.bourse.getDeal({ deal: 1 })
    expect(leases.map(({ instances, end }) => [instances, end])).to.deep.equal([
      [1, 17],
      [1, 17],
      [1, 3],
    ])
  })

  it('DEAL-8 provider decline costs an epoch once the lease runs, and is shown with the reputation', async () => {
    expect(await ok(PROVIDER, 'provider', 'decline', '256')).to.include({ lease: 256, provider: 1, free: false })
    const { providers } = await ok(DEVELOPER, 'market', 'list')
    expect(providers[0]).to.include({ provider: 1, declined: 1, missed: 0, age: 1, reputation: '1000000' })
    const text = await bourse(['market', 'list'], { cwd: folder, env: environment(DEVELOPER) })
    expect(text.stdout).to.contain('1.16 USDC-days')
  })

  it('refuses what is nobody’s to change, by field', async () => {
    const refused = async (...args: string[]) => {
      const result = await bourse([...args, '--json'], { cwd: folder, env: environment(PROVIDER) })
      return [result.code, result.json<{ error: Json }>().error.field]
    }
    expect(await refused('extend', '5 epochs', '--deal', '1')).to.deep.equal([5, 'deal'])
    expect(await refused('scale', '0', '--deal', '1')).to.deep.equal([2, 'instances'])
    expect(await refused('provider', 'decline', '99999')).to.deep.equal([2, 'lease'])
    expect(await refused('extend')).to.deep.equal([2, 'duration'])
  })

  it('POP-7 provider jury joins, takes a notice back, fills up, leaves when the notice has passed, and takes the coin out', async () => {
    const context = createContext({ cwd: folder, env: environment(PROVIDER) })
    const coin = () => market.client.getBalance({ address: privateKeyToAccount(PROVIDER).address })
    expect(await juryStatus(context)).to.include({ provider: 1, listed: false, deposit: 0n, payee: null, jurors: 0 })
    const joined = await ok(PROVIDER, 'provider', 'jury', 'join')
    expect(joined).to.include({ listed: true, leaving: false, jurors: 1 })
    expect(joined.deposit).to.equal(joined.paid)
    const { needed } = await juryStatus(context)
    expect(BigInt(joined.deposit) >= needed / 2n, 'for four seats at twice the base fee').to.equal(true)
    const more = await juryJoin(context, { deposit: '0.5' })
    expect(more.deposit).to.equal(BigInt(joined.deposit) + 5n * 10n ** 17n)
    expect(await juryJoin(context), 'it is there, and has enough').to.include({ transaction: null, paid: 0n })

    const gone = await juryLeave(context)
    expect(gone).to.include({ done: 'notice', leaving: true, withdrawn: 0n })
    expect(gone.leavesFrom).to.be.greaterThan(gone.epoch)
    expect(await juryJoin(context), 'notice is taken back').to.include({ leaving: false, leavesFrom: null })
    await juryLeave(context)
    expect(await juryLeave(context)).to.include({ done: 'waits', listed: true })
    for (let epoch = gone.epoch; epoch < (gone.leavesFrom as number); epoch++) await chain.increaseTime(EPOCH)
    const before = await coin()
    const left = await juryLeave(context)
    expect(left).to.include({ done: 'discharged', listed: false, withdrawn: more.deposit, owed: 0n, jurors: 0 })
    expect((await coin()) - before > more.deposit - 10n ** 16n, 'but for gas').to.equal(true)
    expect(await juryLeave(context)).to.include({ done: 'nothing', transaction: null })
    expect(await juryWithdraw(context)).to.include({ amount: 0n })

    const refused = async (key: string, ...args: string[]) => {
      const result = await bourse(['provider', 'jury', ...args, '--json'], { cwd: folder, env: environment(key) })
      return [result.code, result.json<{ error: Json }>().error.field]
    }
    expect(await refused(PROVIDER, 'join', '--deposit', 'much')).to.deep.equal([2, 'deposit'])
    expect(await refused(DEVELOPER, 'status')).to.deep.equal([2, 'provider'])
  })
})
