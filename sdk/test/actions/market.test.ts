import { expect } from 'chai'
import type { Hex } from 'viem'
import { regionId } from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { account, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, plan, provider, terms } from '../support/people.ts'

const ROOT: Hex = `0x${'42'.repeat(32)}`

describe('SDK actions: offers, deals, epochs', () => {
  let market: TestMarket
  let seller: TestClient
  let buyer: TestClient
  let deal: number
  const lease = () => deal * 256

  before(async () => {
    market = await newMarket()
    seller = market.client(1)
    buyer = market.client(3)
    await provider(market, 1)
    await provider(market, 2)
    await fund(buyer, 1_000_000n)
  })

  it('OFF-1 postOffer, getOffer, getBook', async () => {
    const event = await exercise(seller, seller.postOffer, { terms: terms() })
    expect(event).to.deep.equal({ offer: 1, provider: 1, terms: terms() })
    const offer = await buyer.getOffer({ offer: 1 })
    expect(offer).to.include({ id: 1, provider: 1, leased: 0, listed: true, closed: false })
    expect(offer.locked).to.equal(8n * (100n * 4n + 50n * 2n))
    expect((await buyer.getBook({ region: 0 })).map(({ id }) => id)).to.deep.equal([1])
    expect(await buyer.getBook({ region: 0, fromPrice: 101, count: 10n })).to.deep.equal([])
  })

  it('OFF-1 postOffer says which field is out of its range', async () => {
    const error = await failure(seller.postOffer({ terms: terms({ region: 64 }) }))
    expect(error).to.include({ name: 'ContractRevertError', errorName: 'OutOfRange' })
    expect(error.args).to.deep.equal(['region', 64n, 0n, 63n])
  })

  it('DEAL-2 quote says what would match and why the rest would not, by name', async () => {
    const quote = await buyer.quote({ plan: plan({ instances: 3, maxPrice: 100 }) })
    expect(quote.leases).to.have.length(1)
    expect(quote.leases[0]).to.include({ offer: 1, provider: 1, price: 100, instances: 2, region: 0 })
    expect(quote.unfilled).to.deep.equal([{ instances: 1, reason: 'Spread', offer: 1, price: 100, region: 0 }])
    expect(quote.cost).to.equal(2n * 2n * 100n * 10n)
    expect(quote.escrow).to.equal(3n * 2n * 100n * 10n)
    const cheap = await buyer.quote({ plan: plan({ maxPrice: 99 }) })
    expect(cheap.unfilled[0]).to.include({ reason: 'Price', offer: 1, price: 100 })
  })

  it('DEAL-1 preview picks what openDeal takes', async () => {
    expect(await buyer.preview({ plan: plan() })).to.deep.equal({
      picks: [{ offer: 1, instances: 2 }],
      cost: 4_000n,
      complete: true,
    })
  })

  it('DEAL-1 openDeal escrows, leases, and returns what it saves; getDeal and getLease tell', async () => {
    const event = await exercise(buyer, buyer.openDeal, { plan: plan({ instances: 3 }) })
    deal = event.deal
    expect(event).to.deep.include({ deal: 1, owner: account(3).address, functionId: 1n, plan: plan({ instances: 3 }) })
    const view = await buyer.getDeal({ deal })
    expect(view).to.include({ id: 1, unfilled: 1, open: true, end: 12, reserve: 3_000n })
    expect(view.leases.map(({ id }) => id)).to.deep.equal([lease()])
    const found = await buyer.getLease({ lease: lease() })
    expect(found).to.include({ provider: 1, offer: 1, price: 100, instances: 2, start: 2, end: 12, live: true })
  })

  it('DEAL-1 openDeal with a hint and a limit refuses what is dearer than the balance', async () => {
    const poor = market.client(4)
    const error = await failure(poor.openDeal({ plan: plan(), hints: [1], limit: 4_000n }))
    expect(error).to.include({ name: 'ContractRevertError', errorName: 'BalanceTooLow' })
    expect(error.args).to.deep.equal([0n, 6_000n])
  })

  it('DEAL-1 fill goes on where an offer has come; silent when there is none', async () => {
    expect((await buyer.fill.andWait({ deal })).event).to.equal(undefined)
    const other = market.client(2)
    await other.postOffer.andWait({ terms: terms({ price: 120, region: regionId('eu-west') }) })
    const event = await exercise(buyer, buyer.fill, { deal })
    expect(event).to.include({ lease: lease() + 1, provider: 2, offer: 2, price: 120, instances: 1, start: 2, end: 12 })
  })

  it('setDelegate lets another account choose offers', async () => {
    const event = await exercise(buyer, buyer.setDelegate, { delegate: account(5).address, allowed: true })
    expect(event).to.deep.equal({ owner: account(3).address, delegate: account(5).address, allowed: true })
  })

  it('EPO-1 attest earns an epoch, getAttestation keeps its commitment, getCurrentEpoch runs', async () => {
    await market.toEpoch(3)
    expect(await buyer.getCurrentEpoch()).to.equal(3)
    const operator = market.client(101)
    const event = await exercise(operator, operator.attest, { epoch: 2, root: ROOT })
    expect(event).to.include({ provider: 1, epoch: 2, root: ROOT })
    expect(await buyer.getAttestation({ provider: 1, epoch: 2 })).to.match(/^0x(?!0+$)[0-9a-f]{46}$/)
    expect(await buyer.getAttestation({ provider: 2, epoch: 2 })).to.equal(`0x${'00'.repeat(23)}`)
    const { earned, attested } = await buyer.getProvider({ provider: 1 })
    expect({ earned, attested }).to.deep.equal({ earned: 400n, attested: 1 })
  })

  it('EPO-1 attest refuses an epoch that is not the first undecided one', async () => {
    const error = await failure(market.client(101).attest({ epoch: 5, root: ROOT }))
    expect(error).to.include({ name: 'ContractRevertError', errorName: 'NotAttestable' })
    expect(error.args).to.deep.equal([5, 3, 3])
  })

  it('EPO-2 syncProvider records what was missed; silent when nothing was', async () => {
    expect((await buyer.syncProvider.andWait({ provider: 2 })).event).to.equal(undefined)
    await market.toEpoch(6)
    const event = await exercise(buyer, buyer.syncProvider, { provider: 2 })
    expect(event).to.deep.equal({ provider: 2, start: 2, end: 4 })
  })

  it('EPO-2 refund returns price and compensation of missed epochs; silent when nothing is owed', async () => {
    const event = await exercise(buyer, buyer.refund, { lease: lease() + 1 })
    expect(event).to.deep.equal({ lease: lease() + 1, missed: 2, price: 480n, compensation: 200n })
    expect((await buyer.refund.andWait({ lease: lease() + 1 })).event).to.equal(undefined)
  })

  it('DEAL-6 replaceLease ends a lease and leases anew', async () => {
    const event = await exercise(buyer, buyer.replaceLease, { lease: lease() + 1, hints: [1] })
    expect(event).to.include({ lease: lease() + 1, end: 7 })
    const { leases } = await buyer.getDeal({ deal })
    expect(leases).to.have.length(2)
  })

  it('EPO-3 claim pays what has matured; silent before', async () => {
    expect((await buyer.claim.andWait({ provider: 1 })).event).to.equal(undefined)
    await market.toEpoch(9)
    const event = await exercise(buyer, buyer.claim, { provider: 1 })
    expect(event).to.deep.equal({ provider: 1, amount: 400n })
  })

  it('DEAL-4 cancelDeal ends with the running epoch and returns the rest', async () => {
    const event = await exercise(buyer, buyer.cancelDeal, { deal })
    expect(event.deal).to.equal(deal)
    expect(event.returned > 0n).to.equal(true)
    const error = await failure(buyer.cancelDeal({ deal }))
    expect(error).to.include({ errorName: 'NotOpen' })
  })

  it('DEAL-5 release settles a lease that is over', async () => {
    await market.toEpoch(15)
    expect(await exercise(buyer, buyer.release, { lease: lease() })).to.deep.equal({ lease: lease() })
    expect((await buyer.getLease({ lease: lease() })).released).to.equal(true)
    await buyer.release.andWait({ lease: lease() + 1 })
  })

  it('OFF-5 closeOffer takes an offer out, withdrawOffer returns its lock after the notice', async () => {
    expect(await exercise(seller, seller.closeOffer, { offer: 1 })).to.deep.equal({ offer: 1 })
    expect((await failure(seller.withdrawOffer({ offer: 1 }))).errorName).to.equal('TooEarly')
    await market.toEpoch(40)
    const { offer, amount } = await exercise(seller, seller.withdrawOffer, { offer: 1 })
    expect(offer).to.equal(1)
    expect(amount > 0n).to.equal(true)
  })

  it("ESC-4 setPaused: only the market's owner, only what is new", async () => {
    const owner = market.client(0)
    expect(await exercise(owner, owner.setPaused, { paused: true })).to.deep.equal({ paused: true })
    expect((await failure(seller.postOffer({ terms: terms() }))).errorName).to.equal('MarketPaused')
    expect((await failure(seller.setPaused({ paused: false }))).errorName).to.equal('NotOwner')
    await owner.setPaused.andWait({ paused: false })
  })
})
