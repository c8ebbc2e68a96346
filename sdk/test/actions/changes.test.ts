import { expect } from 'chai'
import type { Hex } from 'viem'
import { NO_LIMIT, signAttestation } from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { account, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, operatorOf, plan, provider, terms } from '../support/people.ts'

const ROOT: Hex = `0x${'42'.repeat(32)}`

describe('SDK actions: deals that change, attestations carried, the right to pause', () => {
  let market: TestMarket
  let seller: TestClient
  let buyer: TestClient
  let stranger: TestClient
  const deal = 1
  const lease = deal * 256

  before(async () => {
    market = await newMarket()
    ;[seller, buyer, stranger] = [market.client(1), market.client(3), market.client(4)]
    await provider(market, 1)
    await fund(buyer, 1_000_000n)
    await seller.postOffer.andWait({ terms: terms({ units: 20 }) })
    await buyer.openDeal.andWait({ plan: plan({ instances: 3, renew: true, tip: 5, minReputation: 0n }) })
  })

  it('DEAL-5 extendDeal, setMaxPrice, scaleUp, dropUnfilled', async () => {
    const extended = await exercise(buyer, buyer.extendDeal, { deal, epochs: 2 })
    expect(extended).to.deep.equal({ deal, end: 14, maxPrice: 150, unfilled: 1, reserve: 3_600n })
    const dearer = await exercise(buyer, buyer.setMaxPrice, { deal, maxPrice: 200 })
    expect(dearer).to.include({ maxPrice: 200, reserve: 4_800n })
    const larger = await exercise(buyer, buyer.scaleUp, { deal, instances: 2, limit: NO_LIMIT, maxSteps: 0n })
    expect(larger).to.include({ unfilled: 3, reserve: 14_400n })
    const smaller = await exercise(buyer, buyer.dropUnfilled, { deal, instances: 3 })
    expect(smaller).to.include({ unfilled: 0, reserve: 0n })
    const error = await failure(stranger.extendDeal({ deal, epochs: 1 }))
    expect(error).to.include({ errorName: 'NotOwner' })
  })

  it('DEAL-5 scaleDown splits a lease and ends a part of it', async () => {
    const event = await exercise(buyer, buyer.scaleDown, { lease, instances: 1 })
    expect(event).to.deep.equal({ lease: lease + 1, end: 2, returned: 2n * 100n * 11n })
    expect((await buyer.getDeal({ deal })).plan).to.include({ instances: 1, maxPrice: 200, renew: true, tip: 5 })
  })

  it('EPO-8 attestBatch carries what signAttestation signed, for its tip', async () => {
    await market.toEpoch(3)
    const attestation = { provider: 1, epoch: 2, root: ROOT, tip: 7, market: market.deployment }
    const entries = [await signAttestation(operatorOf(1), attestation)]
    const event = await exercise(stranger, stranger.attestBatch, { entries })
    expect(event).to.include({ provider: 1, epoch: 2, root: ROOT })
    expect(await stranger.getEscrowBalance({ account: account(4).address })).to.equal(7n)
    expect((await stranger.attestBatch.andWait({ entries })).event).to.equal(undefined)
  })

  it('DEAL-5 KEEP-1 renewDeal, by anybody, when the deal is about to end', async () => {
    expect((await failure(stranger.renewDeal({ deal }))).errorName).to.equal('TooEarly')
    for (let epoch = 4; epoch <= 11; epoch++) {
      await market.toEpoch(epoch)
      const entry = { provider: 1, epoch: epoch - 1, root: ROOT, tip: 0, market: market.deployment }
      await stranger.attestBatch.andWait({ entries: [await signAttestation(operatorOf(1), entry)] })
    }
    const event = await exercise(stranger, stranger.renewDeal, { deal })
    expect(event).to.include({ deal, end: 24 })
    expect(await stranger.getEscrowBalance({ account: account(4).address })).to.equal(12n)
  })

  it('DEAL-8 declineLease, counted in getProvider', async () => {
    const event = await exercise(seller, seller.declineLease, { lease })
    expect(event).to.deep.equal({ lease, provider: 1, free: false })
    const { declined, reputation, missed } = await buyer.getProvider({ provider: 1 })
    expect({ declined, reputation, missed }).to.deep.equal({ declined: 1, reputation: 10n * 1_000_000n, missed: 0 })
  })

  it('transferBalance moves free money; takeBalance, breachLease and punishProvider are the modules’', async () => {
    const to = account(5).address
    const event = await exercise(buyer, buyer.transferBalance, { to, amount: 9n })
    expect(event).to.deep.equal({ from: account(3).address, to, amount: 9n })
    const others = [
      buyer.takeBalance({ from: to, amount: 9n }),
      buyer.breachLease({ lease, since: 2 }),
      buyer.punishProvider({ provider: 1, reporter: to }),
    ]
    for (const attempt of others) expect((await failure(attempt)).errorName).to.equal('NotModule')
    expect((await buyer.getModules()).registry.toLowerCase()).to.equal(market.deployment.registry.toLowerCase())
  })

  it('ESC-4 transferOwnership, acceptOwnership, getOwner, getPendingOwner', async () => {
    const [first, next] = [market.client(0), market.client(5)]
    const offered = await exercise(first, first.transferOwnership, { newOwner: account(5).address })
    expect(offered).to.deep.equal({ previousOwner: account(0).address, newOwner: account(5).address })
    expect(await buyer.getOwner()).to.equal(account(0).address)
    expect(await buyer.getPendingOwner()).to.equal(account(5).address)
    expect((await failure(buyer.acceptOwnership())).errorName).to.equal('NotOwner')
    await exercise(next, next.acceptOwnership as never, {})
    expect(await buyer.getOwner()).to.equal(account(5).address)
    expect((await failure(first.setPaused({ paused: true }))).errorName).to.equal('NotOwner')
  })
})
