import { expect } from 'chai'
import type { Address } from '../model/index.ts'
import { type DealView, leaseId, MONEY, NO_LIMIT, NOTICE, newScene, PLAN, type Scene, TERMS } from './support/scene.ts'

describe('attacks by offers', () => {
  let scene: Scene
  let owner: Address
  let developer: Address
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]] as [Address, Address, Address]
  })

  it('OFF-5 a lock does not open while units are leased, before the notice, or twice', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 2 })
    expect((await scene.refused(owner, 'withdrawOffer', [offer])).name).to.equal('NotClosed')
    await scene.send(owner, 'closeOffer', [offer])
    expect((await scene.refused(owner, 'closeOffer', [offer])).name).to.equal('NotOpen')
    await scene.pass(20)
    expect((await scene.refused(owner, 'withdrawOffer', [offer])).name).to.equal('UnitsLeased')
    await scene.send(owner, 'release', [leaseId(deal)])
    const before = await scene.balance(owner)
    await scene.send(owner, 'withdrawOffer', [offer])
    // ten units at 100 x W + 40 x B, less the compensation of two units for two epochs
    expect((await scene.balance(owner)) - before).to.equal(10n * (100n * 3n + 40n * 2n) - 2n * 40n * 2n)
    expect((await scene.refused(owner, 'withdrawOffer', [offer])).name).to.equal('NotOpen')
  })

  it('OFF-5 the notice counts from the latest of closing and the last lease', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner)
    await scene.send(owner, 'closeOffer', [offer])
    await scene.pass(NOTICE - 1)
    const early = await scene.refused(owner, 'withdrawOffer', [offer])
    expect(early).to.deep.equal({ name: 'TooEarly', args: [scene.epoch(), scene.epoch() + 1] })
    await scene.pass(1)
    await scene.send(owner, 'withdrawOffer', [offer])
  })

  it('OFF-5 the notice counts from the last lease, where that ended after the closing', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner)
    const id = leaseId(await scene.open(developer, { epochs: 4 }))
    await scene.send(owner, 'closeOffer', [offer])
    for (let i = 0; i < 5; i++) {
      await scene.pass(1)
      if (i > 0) await scene.attest(0)
    }
    await scene.send(owner, 'release', [id])
    const end = scene.epoch()
    await scene.pass(NOTICE - 1)
    const early = await scene.refused(owner, 'withdrawOffer', [offer])
    expect(early).to.deep.equal({ name: 'TooEarly', args: [end + NOTICE - 1, end + NOTICE] })
    await scene.pass(1)
    await scene.send(owner, 'withdrawOffer', [offer])
  })

  it('OFF-5 the notice counts from the end of the provider, where nothing else came later', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner)
    await scene.pass(3)
    await scene.send(owner, 'retire')
    await scene.pass(NOTICE - 1)
    expect((await scene.refused(owner, 'withdrawOffer', [offer])).name).to.equal('TooEarly')
    await scene.pass(1)
    await scene.send(owner, 'withdrawOffer', [offer])
  })

  it('OFF-2 a single unit that comes back is on sale again, behind the others', async () => {
    await scene.provider(0)
    const single = await scene.offer(owner, { units: 1 })
    const id = leaseId(await scene.open(developer, { unitsEach: 1, epochs: 1 }))
    const other = await scene.offer(owner, { units: 1 })
    await scene.pass(2)
    await scene.attest(0)
    await scene.send(owner, 'release', [id])
    const book = await scene.lens<{ id: number }[]>('book', [0, 0, 9n])
    expect(book.map((offer) => offer.id)).to.deep.equal([other, single])
  })

  it('OFF-5 a provider that leases from itself before its end gets nothing of its lock out', async () => {
    const provider = await scene.provider(0)
    const offer = await scene.offer(owner)
    const victim = await scene.open(developer, { unitsEach: 2, epochs: 30 })
    const spent = await scene.balance(developer)
    await scene.pass(1)
    // seven of the other units, leased by its own hand, and never an attestation
    const own = await scene.open(owner, { unitsEach: 7, epochs: 30 })
    await scene.pass(8)
    await scene.send(owner, 'refund', [leaseId(own)])
    await scene.send(owner, 'cancelDeal', [own])
    await scene.pass(1)
    await scene.send(owner, 'release', [leaseId(own)])
    await scene.pass(NOTICE)
    expect((await scene.refused(owner, 'withdrawOffer', [offer])).name).to.equal('UnitsLeased')
    await scene.send(developer, 'cancelDeal', [victim])
    await scene.pass(1)
    await scene.send(owner, 'release', [leaseId(victim)])
    // every epoch came back to the victim, and two of them with compensation: 2 units x 40
    expect(await scene.balance(developer)).to.equal(spent + 30n * 200n + 2n * 80n)
    await scene.pass(NOTICE)
    await scene.send(owner, 'withdrawOffer', [offer])
    await scene.send(owner, 'withdrawStake', [provider])
    expect(await scene.balance(owner)).to.equal(MONEY - 160n)
    expect(await scene.balance(developer)).to.equal(MONEY + 160n)
  })

  it('OFF-5 units whose backing was paid out are sold to nobody again', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner, { units: 2, price: 1, compensation: 1000 })
    const deal = await scene.open(developer, { epochs: 2 })
    await scene.pass(5)
    await scene.send(developer, 'release', [leaseId(deal)])
    // 2 units lock 2 x (1 x 3 + 1000 x 2) = 4006; 4000 were paid, which is the backing of both
    const view = await scene.lens<{ terms: { units: number }; listed: boolean; locked: bigint }>('offer', [offer])
    expect({ units: view.terms.units, listed: view.listed, locked: view.locked }).to.deep.equal({
      units: 0,
      listed: false,
      locked: 6n,
    })
  })

  it('DEAL-1 a quote names an offer as long as one epoch of it is left, and not after', async () => {
    await scene.provider(0)
    const until = scene.epoch() + 2
    await scene.offer(owner, { price: 300, until })
    const quote = () =>
      scene.lens<{ unfilled: { offer: number; reason: number }[] }>('quote', [{ ...PLAN, epochs: 1 }, [], NO_LIMIT, 9n])
    const [NO_OFFER, PRICE] = [0, 1]
    expect((await quote()).unfilled[0]).to.include({ offer: 1, reason: PRICE })
    await scene.pass(1)
    expect((await quote()).unfilled[0]).to.include({ offer: 0, reason: NO_OFFER })
  })

  it('OFF-6 a book stuffed with offers that do not fit delays a deal, but not for ever', async () => {
    await scene.provider(6)
    for (let i = 0; i < 45; i++) await scene.offer(attacker, { price: 1 + (i % 3), units: 1 })
    await scene.provider(0)
    const honest = await scene.offer(owner)
    const deal = await scene.open(developer, {}, { maxSteps: 10n })
    const leases = async () => (await scene.lens<DealView>('deal', [deal])).leases.map((lease) => lease.offer)
    let fills = 0
    for (; (await leases()).length === 0; fills++) {
      expect(fills, 'fills').to.be.lessThan(5)
      await scene.send(attacker, 'fill', [deal, [], 0n, 10n])
    }
    expect(await leases()).to.deep.equal([honest])
    expect(fills).to.equal(4)
  })

  for (const region of [1, 5, 63]) {
    it(`OFF-6 a price that a walk found empty in region ${region} is looked at no more`, async () => {
      await scene.provider(0)
      const plan = { regions: 1n << BigInt(region) }
      await scene.offer(owner, { region, price: 100, units: 2 })
      await scene.open(developer, plan)
      const other = await scene.offer(owner, { region, price: 150, units: 2 })
      const leasesOf = async (deal: number) => (await scene.lens<DealView>('deal', [deal])).leases.map((l) => l.offer)
      expect(await leasesOf(await scene.open(developer, plan, { maxSteps: 1n }))).to.deep.equal([])
      expect(await leasesOf(await scene.open(developer, plan, { maxSteps: 1n }))).to.deep.equal([other])
    })
  }

  it('OFF-6 stuffing the book costs the stuffer a lock for every unit', async () => {
    await scene.provider(6)
    const before = await scene.balance(attacker)
    for (let i = 0; i < 10; i++) await scene.offer(attacker, { price: 1, compensation: 0, units: 1 })
    expect(before - (await scene.balance(attacker))).to.equal(10n * 3n)
    const terms = { ...TERMS, price: 0 }
    expect((await scene.refused(attacker, 'postOffer', [terms])).name).to.equal('OutOfRange')
  })

  it('OFF-2 only its owner closes an offer or takes out its lock', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner)
    await scene.provider(6)
    expect((await scene.refused(attacker, 'closeOffer', [offer])).name).to.equal('NotOwner')
    expect((await scene.refused(attacker, 'withdrawOffer', [offer])).name).to.equal('NotOwner')
    for (const id of [0, offer + 1]) {
      expect((await scene.refused(attacker, 'withdrawOffer', [id])).name).to.equal('NotOwner')
    }
  })
})
