import { expect } from 'chai'
import { hashTypedData } from 'viem'
import {
  decodeVoucherHeader,
  encodeVoucherHeader,
  executionPrice,
  signVoucher,
  verifyVoucher,
  voucherDigest,
  voucherDomain,
  voucherTypedData,
} from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { account, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, plan, provider, terms } from '../support/people.ts'

const LEASE = 256

describe('SDK actions: vouchers', () => {
  let market: TestMarket
  let seller: TestClient
  let payer: TestClient
  const key = account(60)

  beforeEach(async () => {
    market = await newMarket()
    seller = market.client(1)
    payer = market.client(2)
    await provider(market, 1)
    await seller.postOffer.andWait({ terms: terms() })
    await fund(payer, 50_000_000n)
  })

  const domain = () => voucherDomain(market.deployment)
  const signed = async (amount: bigint, by = account(2)) => {
    const voucher = { payer: account(2).address, lease: LEASE, amount }
    return { voucher, signature: await signVoucher(by, { voucher, domain: domain() }) }
  }

  it('EPO-6 a tariff, funds, a voucher, its redemption', async () => {
    const tariff = { offer: 1, perCall: 10n, perMillionFuel: 3n }
    expect(await exercise(seller, seller.setTariff, tariff)).to.deep.equal(tariff)
    expect(await payer.getTariff({ offer: 1 })).to.deep.equal({ perCall: 10n, perMillionFuel: 3n, metered: true })
    await payer.openDeal.andWait({ plan: plan() })
    const funded = await exercise(payer, payer.fundLease, { lease: LEASE, amount: 5_000n })
    expect(funded).to.include({ payer: account(2).address, lease: LEASE, amount: 5_000n, funded: 5_000n })
    const voucher = await signed(1_234n)
    expect(await seller.getRedeemable(voucher)).to.equal(1_234n)
    const before = await seller.getEscrowBalance({ account: account(1).address })
    const { total, paid } = await exercise(seller, seller.redeemVoucher, voucher)
    expect([total, paid]).to.deep.equal([1_234n, 1_234n])
    expect((await seller.getEscrowBalance({ account: account(1).address })) - before).to.equal(1_234n)
    const funds = await payer.getFunds({ payer: account(2).address, lease: LEASE })
    expect(funds).to.deep.equal({ funded: 5_000n, redeemed: 1_234n, refundFrom: 0, provider: 1 })
    const again = await failure(seller.redeemVoucher.simulate(voucher))
    expect(again).to.deep.include({ errorName: 'NothingToRedeem', args: [1_234n, 1_234n] })
  })

  it('EPO-6 keys: registered, used, revoked', async () => {
    await payer.openDeal.andWait({ plan: plan() })
    await payer.fundLease.andWait({ lease: LEASE, amount: 5_000n })
    const voucher = await signed(2_000n, key)
    expect(await failure(seller.getRedeemable(voucher))).to.include({ errorName: 'NotSignedByPayer' })
    const registered = await exercise(payer, payer.setVoucherKey, { key: key.address, cap: 1_500n })
    expect(registered).to.deep.equal({ payer: account(2).address, key: key.address, cap: 1_500n })
    expect(await seller.getRedeemable(voucher)).to.equal(1_500n)
    const notice = await payer.getVoucherNotice()
    const until = (await payer.getCurrentEpoch()) + notice
    const revoked = await exercise(payer, payer.revokeVoucherKey, { key: key.address })
    expect(revoked).to.include({ until })
    expect(await payer.getVoucherKey({ payer: account(2).address, key: key.address })).to.deep.equal({
      cap: 1_500n,
      until,
    })
    expect((await payer.revokeVoucherKey.andWait({ key: key.address })).event).to.equal(undefined)
    await market.toEpoch(until)
    expect(await failure(seller.getRedeemable(voucher))).to.include({ errorName: 'NotSignedByPayer' })
  })

  it('EPO-6 the rest comes back after notice', async () => {
    await payer.openDeal.andWait({ plan: plan() })
    await payer.fundLease.andWait({ lease: LEASE, amount: 5_000n })
    const told = await exercise(payer, payer.requestFundsRefund, { lease: LEASE })
    expect((await payer.requestFundsRefund.andWait({ lease: LEASE })).event).to.equal(undefined)
    expect(await failure(payer.refundFunds.simulate({ lease: LEASE }))).to.include({ errorName: 'TooEarly' })
    await market.toEpoch(told?.from ?? 0)
    const { amount } = await exercise(payer, payer.refundFunds, { lease: LEASE })
    expect(amount).to.equal(5_000n)
  })

  it('a market without Vouchers says so', async () => {
    const { vouchers: _, ...older } = market.deployment
    const error = await failure(payer.getVoucherNotice({ deployment: older }))
    expect(error).to.include({ name: 'MissingContractError', contract: 'vouchers' })
    expect(() => voucherDomain(older))
      .to.throw()
      .with.property('field', 'vouchers')
  })

  it('a voucher is hashed as viem hashes typed data, and survives its header', async () => {
    const { voucher, signature } = await signed(2n ** 64n - 1n)
    const digest = `0x${Buffer.from(voucherDigest(voucher, domain())).toString('hex')}`
    expect(digest).to.equal(hashTypedData(voucherTypedData(voucher, domain())))
    const header = encodeVoucherHeader({ voucher, signature })
    expect(decodeVoucherHeader(header)).to.deep.equal({ voucher, signature })
    for (const wrong of ['', 'AA', `${header.slice(0, 20)}`, `B${header.slice(1)}`, `${header}!`, 'A'.repeat(5_000)]) {
      expect(() => decodeVoucherHeader(wrong), wrong)
        .to.throw()
        .with.property('field', 'bourse-voucher')
    }
    expect(await failure(signVoucher(key, { voucher: { ...voucher, lease: 2 ** 48 }, domain: domain() }))).to.include({
      name: 'InvalidValueError',
      field: 'lease',
    })
  })

  it('a signer is the payer, or a key that is named', async () => {
    const [own, byKey] = [await signed(5n), await signed(5n, key)]
    expect(verifyVoucher({ ...own, domain: domain() })).to.equal(account(2).address)
    expect(verifyVoucher({ ...byKey, domain: domain(), keys: [key.address] })).to.equal(key.address)
    const refused = (parameters: Parameters<typeof verifyVoucher>[0]) =>
      expect(() => verifyVoucher(parameters))
        .to.throw()
        .with.property('name', 'VoucherSignatureError')
    refused({ ...byKey, domain: domain() })
    refused({ ...own, voucher: { ...own.voucher, amount: 6n }, domain: domain() })
    refused({ ...own, signature: '0x1234', domain: domain() })
  })

  it('a price is rounded up to the micro-USDC, call by call', () => {
    const tariff = { perCall: 10n, perMillionFuel: 2n }
    expect([0n, 1n, 500_000n, 500_001n, 10n ** 6n].map((fuel) => executionPrice(tariff, fuel))).to.deep.equal([
      10n,
      11n,
      11n,
      12n,
      12n,
    ])
  })
})
