import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeVoucherHeader, executionPrice, type Tariff, verifyVoucher, voucherDomain } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { pino } from 'pino'
import { keccak256, toHex } from 'viem'
import { readConfig } from '../src/config.ts'
import { Payer, type Ticket } from '../src/payment/payer.ts'
import { readVoucherKey, voucherSigner } from '../src/payment/signer.ts'
import { SignedStore } from '../src/payment/store.ts'
import { OWNER, type TestMarket, testMarket } from './support/market.ts'

const TARIFF: Tariff = { perCall: 100n, perMillionFuel: 50_000n }
const VOUCHERS = '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0'
const domain = voucherDomain({ chainId: 31337, vouchers: VOUCHERS })
const signer = voucherSigner(keccak256(toHex('voucher key')))
const LEASE = 256

describe('gateway: payment', () => {
  let folder: string
  let payer: Payer | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-payer-'))
  })
  afterEach(() => {
    payer?.close()
    payer = undefined
    rmSync(folder, { recursive: true })
  })

  function open(tariff: Tariff = TARIFF, ahead = 1_000n): Payer {
    payer?.close()
    payer = new Payer(optionsOf(tariff, ahead))
    return payer
  }

  const refusal = (needed: bigint | string, reason = 'TooLittle') =>
    Buffer.from(JSON.stringify({ error: { name: 'PaymentRequired', needed: String(needed), reason } }))
  const amountOf = (ticket: Ticket | undefined) => decodeVoucherHeader(ticket?.header ?? '').voucher.amount

  it('EPO-6 signs nothing before a worker asks, then each call and its fuel, once', async () => {
    const own = open()
    expect(await own.ticket(LEASE)).to.equal(undefined)
    expect(await own.refused(LEASE, refusal(100n, 'NoVoucher'))).to.equal(true)
    const first = await own.ticket(LEASE)
    expect(amountOf(first)).to.equal(100n)
    const signed = decodeVoucherHeader(first?.header ?? '')
    expect(signed.voucher).to.include({ payer: OWNER, lease: LEASE })
    expect(verifyVoucher({ ...signed, domain, keys: [signer.address] })).to.equal(signer.address)
    first?.paid(1_000n)
    first?.paid(1_000n)
    const price = executionPrice(TARIFF, 1_000n)
    expect(amountOf(await own.ticket(LEASE))).to.equal(price + 100n)
    expect(amountOf(await own.ticket(LEASE))).to.equal(price + 200n)
  })

  it('uses what was signed for a call that failed for the next one', async () => {
    const own = open()
    await own.refused(LEASE, refusal(100n))
    for (let i = 0; i < 5; i++) {
      const ticket = await own.ticket(LEASE)
      expect(amountOf(ticket)).to.equal(100n)
      ticket?.failed()
    }
  })

  it('EPO-6 waits for answers on the way before it believes a worker, so that nothing is paid beyond what they cost', async () => {
    const own = open(TARIFF, 0n)
    await own.refused(LEASE, refusal(100n))
    const slow = await own.ticket(LEASE)
    // its answer left the worker a second ago, with fuel that no voucher covers yet
    const price = executionPrice(TARIFF, 1_000n)
    const retry = own.refused(LEASE, refusal(price + 100n))
    const later = await own.ticket(LEASE)
    slow?.paid(1_000n)
    expect(await retry).to.equal(true)
    expect(amountOf(await own.ticket(LEASE))).to.equal(price + 200n)
    later?.failed()
    expect(await own.refused(LEASE, refusal(price + 201n))).to.equal(false)
  })

  it('EPO-6 believes a worker no further than the limit, in all', async () => {
    const own = open(TARIFF, 1_000n)
    await own.refused(LEASE, refusal(100n))
    expect(await own.refused(LEASE, refusal(700n))).to.equal(true)
    const ticket = await own.ticket(LEASE)
    expect(amountOf(ticket)).to.equal(700n)
    ticket?.failed()
    expect(await own.refused(LEASE, refusal(1_101n))).to.equal(false)
    expect(await own.refused(LEASE, refusal(1_100n))).to.equal(true)
    const last = await own.ticket(LEASE)
    expect(amountOf(last)).to.equal(1_100n)
    last?.failed()
    expect(await own.refused(LEASE, refusal(1_101n))).to.equal(false)
  })

  it('pays no lease that the chain does not call metered, that costs too much, or whose worker talks nonsense', async () => {
    const own = open()
    for (const body of ['', '{}', '[', '{"error":{"name":"PaymentRequired","needed":"-1"}}']) {
      expect(await own.refused(LEASE, Buffer.from(body)), body).to.equal(false)
    }
    expect(await own.refused(LEASE, refusal('1e9'))).to.equal(false)
    const free = new Payer(optionsOf(undefined))
    expect(await free.refused(LEASE, refusal(100n))).to.equal(false)
    free.close()
    const dear = new Payer(optionsOf({ perCall: 1_001n, perMillionFuel: 0n }))
    expect(await dear.refused(LEASE, refusal(1_001n))).to.equal(false)
    dear.close()
  })

  function optionsOf(tariff: Tariff | undefined, ahead = 0n): ConstructorParameters<typeof Payer>[0] {
    return {
      payer: OWNER,
      signer,
      domain,
      store: new SignedStore(folder, { chainId: 31337, vouchers: VOUCHERS, payer: OWNER }),
      tariffs: async () => tariff,
      limits: { perCall: 1_000n, perMillionFuel: 100_000n, ahead },
      log: pino({ level: 'silent' }),
    }
  }

  it('EPO-6 goes on above what it signed before a crash, without a word from the worker', async () => {
    const own = open()
    await own.refused(LEASE, refusal(100n))
    const tickets = await Promise.all([own.ticket(LEASE), own.ticket(LEASE), own.ticket(LEASE)])
    expect(tickets.map(amountOf)).to.deep.equal([100n, 200n, 300n])
    const again = open()
    expect(await again.refused(LEASE, refusal(400n))).to.equal(true)
    expect(amountOf(await again.ticket(LEASE))).to.equal(400n)
  })

  it('hands in the last fuel when nothing is on the way', async () => {
    const own = open()
    await own.refused(LEASE, refusal(100n))
    const [a, b] = [await own.ticket(LEASE), await own.ticket(LEASE)]
    a?.paid(10n ** 6n)
    expect(await own.rest()).to.deep.equal([])
    b?.paid(10n ** 6n)
    const [rest] = await own.rest()
    expect(rest && decodeVoucherHeader(rest.header).voucher.amount).to.equal(2n * executionPrice(TARIFF, 10n ** 6n))
    expect(await own.rest()).to.deep.equal([])
  })

  it('a key is read from the environment, and never told', () => {
    expect(readVoucherKey({})).to.equal(undefined)
    expect(readVoucherKey({ BOURSE_VOUCHER_KEY: 'ab'.repeat(32) })?.address).to.match(/^0x/)
    for (const wrong of ['secret', '00'.repeat(32), 'ab'.repeat(31)]) {
      expect(() => readVoucherKey({ BOURSE_VOUCHER_KEY: wrong }))
        .to.throw(/does not hold a key/)
        .with.property('message')
        .that.does.not.contain(wrong)
    }
  })

  it('settings of payment have defaults', () => {
    const { payment } = readConfig([]) ?? {}
    expect(payment).to.include({ maxPerCall: 1_000, maxPerMillionFuel: 1_000, ahead: 10_000 })
  })

  describe('without a key', () => {
    let market: TestMarket
    beforeEach(async () => {
      market = await testMarket()
    })
    afterEach(() => market.close())

    it('says that providers are paid per execution, and opens no circuit', async () => {
      for (const worker of market.workers) worker.behaviour = { refuse: 402 }
      const response = await market.request('/f/hello/')
      expect(response.status).to.equal(402)
      expect(((await response.json()) as { error: { name: string } }).error.name).to.equal('PaymentRequired')
      for (const worker of market.workers) worker.behaviour = {}
      expect((await market.request('/f/hello/')).status).to.equal(200)
    })
  })
})
