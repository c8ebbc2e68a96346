import {
  encodeVoucherHeader,
  executionPrice,
  signVoucher,
  type Tariff,
  type Voucher,
  voucherDomain,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { keccak256, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { Address } from '../../src/chain/client.ts'
import type { BourseWorker } from '../../src/worker.ts'
import { type EchoMarket, echoMarket, OPERATOR, temporaryFolder } from '../support/fixture.ts'
import { ScriptedChain } from '../support/scriptedChain.ts'

const VOUCHERS: Address = '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0'
const TARIFF: Tariff = { perCall: 100n, perMillionFuel: 50_000n }
const EPOCH = 600
const person = (name: string) => privateKeyToAccount(keccak256(toHex(name)))

interface PaymentError {
  name: string
  reason: string
  owed: string
  signed: string
  needed: string
  tariff: object
  payTo: object
}

describe('worker: pay per execution', function () {
  this.timeout(30_000)
  const [payer, key, stranger] = ['payer', 'key', 'stranger'].map(person) as PrivateKeyAccount[] as [
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
  ]
  let folder: ReturnType<typeof temporaryFolder>
  let market: EchoMarket
  let worker: BourseWorker | undefined

  beforeEach(async () => {
    folder = temporaryFolder()
    const chain = new ScriptedChain(OPERATOR, { epochLength: EPOCH })
    chain.market.vouchers = { address: VOUCHERS, notice: 5 }
    market = await echoMarket(folder.path, chain)
    chain.lend({ id: 256, provider: 1, tariff: TARIFF })
    fund(payer.address, 1_000_000n)
  })
  afterEach(async () => {
    await worker?.stop()
    worker = undefined
    await folder.remove()
  })

  const start = async (settings: object = {}) => {
    worker = await market.start(settings)
    return worker
  }
  const fund = (of: Address, funded: bigint, redeemed = 0n, refundFrom = 0) =>
    market.chain.funded.set(`${of}:256`, { funded, redeemed, refundFrom })

  async function header(amount: bigint, by = payer, changes: Partial<Voucher> = {}): Promise<string> {
    const voucher = { payer: payer.address, lease: 256, amount, ...changes }
    const domain = voucherDomain({ chainId: 31337, vouchers: VOUCHERS })
    return encodeVoucherHeader({ voucher, signature: await signVoucher(by, { voucher, domain }) })
  }

  const call = (voucher?: string, lease = 256, body = 'hello') =>
    fetch(`${worker?.address}/v1/leases/${lease}/x`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain', ...(voucher === undefined ? {} : { 'bourse-voucher': voucher }) },
    })
  const put = (voucher: string) =>
    fetch(`${worker?.address}/v1/vouchers`, { method: 'PUT', headers: { 'bourse-voucher': voucher } })
  const errorOf = async (response: Response) => ((await response.json()) as { error: PaymentError }).error

  async function paid(voucher: string): Promise<bigint> {
    const response = await call(voucher)
    expect(response.status, await response.clone().text()).to.equal(200)
    const owed = response.headers.get('bourse-owed')
    await response.text()
    return BigInt(owed ?? 'x')
  }

  async function unpaid(voucher: string | undefined): Promise<PaymentError> {
    const response = await call(voucher)
    expect(response.status).to.equal(402)
    expect(response.headers.get('bourse-receipt')).to.equal(null)
    return errorOf(response)
  }

  /** What one echo costs. */
  async function priceOfOne(): Promise<bigint> {
    const response = await call(await header(100n))
    await response.text()
    return executionPrice(TARIFF, BigInt(response.headers.get('bourse-fuel') ?? 'x'))
  }

  it('EPO-6 refuses a call without a voucher, and says what is needed', async () => {
    await start()
    expect(await unpaid(undefined)).to.deep.include({
      name: 'PaymentRequired',
      reason: 'NoVoucher',
      payTo: { chainId: 31337, vouchers: VOUCHERS, lease: 256, provider: 1 },
      tariff: { perCall: '100', perMillionFuel: '50000' },
      owed: '0',
      signed: '0',
      needed: '100',
    })
  })

  it('serves leases that are not metered without', async () => {
    market.chain.lend({ id: 512, provider: 1 })
    await start()
    const response = await call(undefined, 512)
    expect(response.status).to.equal(200)
    expect(response.headers.get('bourse-owed')).to.equal(null)
  })

  it('EPO-6 each execution adds its price to what is owed, and the next voucher has to cover it', async () => {
    await start()
    const price = await priceOfOne()
    expect(price > TARIFF.perCall).to.equal(true)
    expect(await paid(await header(price + 100n))).to.equal(2n * price)
    await arrearsEnd()
    const tooLittle = await unpaid(await header(price + 199n))
    expect(tooLittle).to.include({ reason: 'TooLittle', owed: `${2n * price}`, signed: `${price + 199n}` })
    expect(await paid(await header(2n * price + 100n))).to.equal(3n * price)
  })

  it('EPO-6 fuel is owed with the answer, and asked for a second later', async () => {
    await start()
    const price = await priceOfOne()
    // the fuel of the first is not known to a payer who calls at once
    await paid(await header(200n))
    await arrearsEnd()
    expect((await unpaid(await header(2n * price + 99n))).needed).to.equal(`${2n * price + 100n}`)
    await paid(await header(2n * price + 100n))
  })

  it('EPO-6 calls at once are each paid for, in whatever order their vouchers come', async () => {
    await start()
    const headers = await Promise.all(Array.from({ length: 20 }, (_, i) => header(BigInt(20 - i) * 100n)))
    const answers = await Promise.all(headers.map((voucher) => call(voucher)))
    expect(answers.map((answer) => answer.status)).to.deep.equal(headers.map(() => 200))
    const price = executionPrice(TARIFF, BigInt(answers[0]?.headers.get('bourse-fuel') ?? 'x'))
    const owed = answers.map((answer) => BigInt(answer.headers.get('bourse-owed') ?? 'x'))
    expect(owed.sort((a, b) => Number(a - b)).at(-1)).to.equal(20n * price)
    await arrearsEnd()
    // one voucher pays for one call, however often it is sent at once
    const one = await header(20n * price + 100n)
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => call(one)))).map((answer) => answer.status)
    expect(statuses.filter((status) => status === 200)).to.have.length(1)
  })

  it('looks a payer up once for all of its calls at once, and refuses nobody for that', async () => {
    market.chain.keys.set(`${payer.address}:${key.address}`, { cap: 1_000_000n, until: 0 })
    await start()
    const headers = await Promise.all(Array.from({ length: 100 }, (_, i) => header(BigInt(i + 1) * 100n, key)))
    const answers = await Promise.all(headers.map((voucher) => call(voucher)))
    expect(answers.map((answer) => answer.status)).to.deep.equal(headers.map(() => 200))
    expect(market.chain.calls).to.include({ funds: 1, voucherKey: 1 })
  })

  it('refuses what is malformed, for another lease, signed by somebody else, or by code', async () => {
    await start()
    const good = await header(100n)
    const wrong: [string, string][] = [
      ['!', 'BadVoucher'],
      [good.slice(0, -4), 'BadVoucher'],
      [await header(100n, payer, { lease: 512 }), 'BadVoucher'],
      [await header(100n, stranger), 'KeyNotGood'],
      [await header(100n, stranger, { payer: stranger.address }), 'NotFunded'],
    ]
    for (const [voucher, reason] of wrong) expect(await unpaid(voucher), voucher).to.include({ reason })
    await paid(good)
  })

  it('refuses a voucher beyond the funds, and takes it when more was set aside', async () => {
    fund(payer.address, 99n)
    await start()
    const voucher = await header(100n)
    expect(await unpaid(voucher)).to.include({ reason: 'NotFunded', needed: '100' })
    fund(payer.address, 100n)
    await paid(voucher)
  })

  it('takes a registered key up to its cap, and none that is about to end', async () => {
    market.chain.keys.set(`${payer.address}:${key.address}`, { cap: 150n, until: 0 })
    await start()
    await paid(await header(100n, key))
    expect(await unpaid(await header(10_000n, key))).to.include({ reason: 'KeyNotGood' })
    market.chain.keys.set(`${payer.address}:${key.address}`, { cap: 100_000n, until: market.chain.epoch + 1 })
    await arrearsEnd()
    expect(await unpaid(await header(10_000n, key))).to.include({ reason: 'KeyNotGood' })
    // above what the worker may have redeemed meanwhile, as the key is going
    await paid(await header(20_000n))
  })

  it('serves nobody on funds that go back with the next epoch', async () => {
    fund(payer.address, 1_000_000n, 0n, market.chain.epoch + 1)
    await start()
    expect(await unpaid(await header(100n))).to.include({ reason: 'NotFunded' })
  })

  it('a voucher that was redeemed, and so is public, lets nobody in', async () => {
    fund(payer.address, 1_000_000n, 5_000n)
    await start()
    expect(await unpaid(await header(5_000n))).to.include({ needed: '5001' })
    await paid(await header(5_001n))
  })

  it('a call without a result is not owed', async () => {
    market.chain.lend({ id: 256, provider: 1, tariff: TARIFF, functionId: 9n })
    await start()
    expect((await call(await header(100n))).status).to.equal(425)
    const status = await put(await header(100n))
    expect(await status.json()).to.deep.equal({ signed: '100', owed: '0' })
  })

  it('EPO-6 takes a last voucher without a call', async () => {
    await start()
    const price = await priceOfOne()
    expect((await put(await header(price - 1n))).status).to.equal(402)
    const response = await put(await header(price))
    expect([response.status, await response.json()]).to.deep.equal([200, { signed: `${price}`, owed: `${price}` }])
    const noVoucher = await fetch(`${worker?.address}/v1/vouchers`, { method: 'PUT' })
    expect(noVoucher.status).to.equal(400)
    expect((await fetch(`${worker?.address}/v1/vouchers`)).status).to.equal(405)
  })

  it('EPO-6 redeems by itself when it is worth it, once', async () => {
    await start({ redeemAt: 1_000 })
    await paid(await header(999n))
    await worker?.poll()
    await settled()
    expect(market.chain.redeemed).to.have.length(0)
    await paid(await header(1_000n))
    await worker?.poll()
    await settled(1)
    await worker?.poll()
    await settled(1)
    expect(market.chain.redeemed.map(({ voucher }) => voucher.amount)).to.deep.equal([1_000n])
  })

  it('EPO-6 redeems before a notice ends, whatever the amount', async () => {
    await start()
    await paid(await header(300n))
    fund(payer.address, 1_000_000n, 0n, market.chain.epoch + 5)
    market.chain.ahead += EPOCH
    market.chain.mine()
    await worker?.poll()
    await worker?.poll()
    await settled(1)
    expect(market.chain.redeemed.map(({ voucher }) => voucher.amount)).to.deep.equal([300n])
  })

  it('EPO-6 knows after a restart what it was signed and what is owed', async () => {
    await start()
    const price = await priceOfOne()
    expect(await paid(await header(10_000n))).to.equal(2n * price)
    await worker?.stop()
    await start({ redeemAt: 1 })
    await worker?.poll()
    await settled(1)
    expect(market.chain.redeemed[0]?.voucher.amount).to.equal(10_000n)
    expect(await paid(await header(10_001n))).to.equal(3n * price)
  })

  it('goes on with what it knows while the chain is away', async () => {
    await start()
    await paid(await header(100n))
    market.chain.outage = new Error('away')
    await paid(await header(5_000n))
    expect((await call(await header(5_000n, stranger, { payer: stranger.address }))).status).to.equal(503)
    market.chain.outage = undefined
  })

  /** After a second the fuel of what ended is asked for too. */
  const arrearsEnd = () => new Promise((resolve) => setTimeout(resolve, 1_100))

  /** Redemptions are sent beside the poll. */
  async function settled(count?: number): Promise<void> {
    for (let i = 0; i < 100 && market.chain.redeemed.length !== (count ?? -1); i++) {
      if (count === undefined && i > 10) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
})
