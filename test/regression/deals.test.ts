import { expect } from 'chai'
import type { Address } from '../model/index.ts'
import { type DealView, type LeaseView, leaseId, MONEY, NO_LIMIT, newScene, PLAN, type Scene } from './support/scene.ts'

describe('attacks on and by deals', () => {
  let scene: Scene
  let owner: Address
  let developer: Address
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]] as [Address, Address, Address]
  })

  const view = (deal: number) => scene.lens<DealView>('deal', [deal])
  const lease = (id: number) => scene.lens<LeaseView>('lease', [id])

  it('DEAL-1 a book emptied between quote and transaction costs the buyer nothing', async () => {
    await scene.provider(0)
    await scene.offer(owner, { price: 10, units: 2 })
    await scene.provider(6)
    await scene.offer(attacker, { price: 199, units: 20 })
    const plan = { unitsEach: 2, epochs: 10, maxPrice: 200 }
    const quote = await scene.lens<{ cost: bigint }>('quote', [{ ...PLAN, ...plan }, [], NO_LIMIT, 100n])
    expect(quote.cost).to.equal(10n * 2n * 10n)
    await scene.open(attacker, { ...plan, epochs: 1 })
    const deal = await scene.open(developer, plan, { limit: quote.cost })
    expect((await view(deal)).leases).to.deep.equal([])
    expect(await view(deal)).to.include({ unfilled: 1, reserve: 4000n })
    await scene.send(developer, 'cancelDeal', [deal])
    expect(await scene.balance(developer)).to.equal(MONEY)
  })

  it('DEAL-1 a deal that has all its leases is not filled, nor one that is over', async () => {
    await scene.provider(0)
    await scene.offer(owner, { units: 2 })
    const full = await scene.open(developer, { unitsEach: 2, epochs: 9 })
    const short = await scene.open(developer, { unitsEach: 2, epochs: 1 })
    expect((await scene.refused(developer, 'fill', [full, [], NO_LIMIT, 9n])).name).to.equal('NothingToFill')
    await scene.send(developer, 'fill', [short, [], NO_LIMIT, 9n])
    await scene.pass(2)
    expect((await scene.refused(developer, 'fill', [short, [], NO_LIMIT, 9n])).name).to.equal('NothingToFill')
  })

  it('DEAL-1 a stranger may fill, but neither choose the offers nor set the limit', async () => {
    await scene.provider(0)
    const deal = await scene.open(developer)
    const [cheap, dear] = [await scene.offer(owner, { price: 50 }), await scene.offer(owner, { price: 190 })]
    expect((await scene.refused(attacker, 'fill', [deal, [dear], NO_LIMIT, 9n])).name).to.equal('NotOwner')
    await scene.send(attacker, 'fill', [deal, [], 0n, 9n])
    expect((await view(deal)).leases.map((l) => l.offer)).to.deep.equal([cheap])
  })

  it('DEAL-6 a stranger replaces nothing that is served, and chooses nothing where it may', async () => {
    const { deal, spare } = await twoProviders()
    const id = leaseId(deal)
    await scene.pass(1)
    expect((await scene.refused(attacker, 'replaceLease', [id, [], NO_LIMIT, 9n])).name).to.equal('NotEnded')
    await scene.pass(3)
    expect((await scene.refused(attacker, 'replaceLease', [id, [], NO_LIMIT, 9n])).name).to.equal('NotEnded')
    await scene.pass(1)
    expect((await scene.refused(attacker, 'replaceLease', [id, [spare], NO_LIMIT, 9n])).name).to.equal('NotOwner')
    await scene.send(attacker, 'replaceLease', [id, [], 0n, 9n])
    expect((await view(deal)).leases.map((l) => l.offer)).to.deep.equal([1, spare])
    expect((await scene.refused(attacker, 'replaceLease', [id, [], NO_LIMIT, 9n])).name).to.equal('LeaseOver')
  })

  it('DEAL-6 a dearer replacement takes from the owner only with consent, and gives back what it did not use', async () => {
    for (const dearer of [false, true]) {
      scene = await newScene()
      const { deal, spare } = await twoProviders({ dearer, spare: 150 })
      await scene.pass(6)
      const before = await scene.balance(developer)
      const epoch = scene.epoch()
      await scene.send(attacker, 'replaceLease', [leaseId(deal), [], NO_LIMIT, 9n])
      const [, replacement] = (await view(deal)).leases
      const rest = BigInt(12 - (epoch + 1)) * 2n
      if (dearer) {
        expect(replacement).to.include({ offer: spare, start: epoch + 1, end: 12 })
        expect(before - (await scene.balance(developer))).to.equal(rest * 50n)
        expect((await view(deal)).reserve).to.equal(0n)
      } else {
        expect(replacement).to.equal(undefined)
        expect(await scene.balance(developer)).to.equal(before)
        expect(await view(deal)).to.include({ unfilled: 1, reserve: rest * 100n })
      }
    }
  })

  it('DEAL-4 opening and cancelling over and over pays an epoch each time', async () => {
    await scene.provider(0)
    await scene.offer(owner, { price: 100, units: 10 })
    const [own, provider] = [await scene.balance(attacker), await scene.balance(owner)]
    for (let i = 0; i < 5; i++) {
      const deal = await scene.open(attacker, { unitsEach: 10, epochs: 50 })
      await scene.send(attacker, 'cancelDeal', [deal])
    }
    expect(own - (await scene.balance(attacker))).to.equal(5n * 10n * 100n)
    expect((await scene.balance(owner)) - provider).to.equal(5n * 10n * 100n)
    const offer = await scene.lens<{ terms: { units: number }; listed: boolean }>('offer', [1])
    expect({ units: offer.terms.units, listed: offer.listed }).to.deep.equal({ units: 10, listed: true })
    const deal = await scene.open(developer, { unitsEach: 10 })
    expect((await view(deal)).leases).to.have.length(1)
    await scene.pass(2)
    await scene.attest(0)
  })

  it('DEAL-4 a provider that leases from itself and cancels gains nothing', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    const before = await scene.balance(owner)
    const deal = await scene.open(owner)
    await scene.send(owner, 'cancelDeal', [deal])
    expect(await scene.balance(owner)).to.equal(before)
    expect((await scene.refused(owner, 'cancelDeal', [deal])).name).to.equal('NotOpen')
  })

  it('EPO-2 nobody is paid twice, in whatever order a lease is refunded, replaced, cancelled, released', async () => {
    const orders = [
      ['refund', 'replaceLease', 'cancelDeal', 'release'],
      ['replaceLease', 'refund', 'refund', 'cancelDeal', 'release'],
      ['cancelDeal', 'refund', 'release'],
      ['cancelDeal', 'release', 'refund'],
    ]
    for (const order of orders) {
      scene = await newScene()
      await scene.provider(0)
      await scene.offer(owner)
      const deal = await scene.open(developer, { epochs: 20 })
      const id = leaseId(deal)
      const call: Record<string, () => Promise<unknown>> = {
        refund: () => scene.send(attacker, 'refund', [id]),
        replaceLease: () => scene.send(developer, 'replaceLease', [id, [], NO_LIMIT, 9n]),
        cancelDeal: () => scene.send(developer, 'cancelDeal', [deal]),
        release: async () => {
          await scene.pass(1)
          await scene.send(attacker, 'release', [id])
        },
      }
      await scene.pass(8)
      for (const step of order) await call[step]?.()
      await call.refund?.()
      expect((await scene.refused(attacker, 'release', [id])).name).to.equal('LeaseOver')
      expect((await scene.refused(developer, 'replaceLease', [id, [], NO_LIMIT, 9n])).name).to.equal('NotOpen')
      expect(await scene.balance(developer), order.join()).to.equal(MONEY + 2n * 2n * 40n)
    }
  })

  it('DEAL-7 invented ids name nothing', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    const deal = await scene.open(developer)
    for (const id of [0, leaseId(deal, 1), leaseId(deal + 1), leaseId(0)]) {
      expect((await scene.refused(attacker, 'refund', [id])).name).to.equal('UnknownLease')
      expect((await scene.refused(attacker, 'release', [id])).name).to.equal('UnknownLease')
    }
    for (const id of [0, deal + 1]) {
      expect((await scene.refused(developer, 'cancelDeal', [id])).name).to.equal('NotOpen')
      expect((await scene.refused(developer, 'fill', [id, [], 0n, 1n])).name).to.equal('NotOpen')
    }
    const other = await scene.open(attacker, { instances: 2 })
    expect((await scene.refused(attacker, 'replaceLease', [leaseId(other, 9), [], 0n, 1n])).name).to.equal(
      'UnknownLease',
    )
  })

  it('DEAL-3 a deal has 64 leases and never one more', async () => {
    await scene.provider(0)
    for (let i = 0; i < 66; i++) await scene.offer(owner, { units: 1, price: 1 + i })
    const deal = await scene.open(developer, { instances: 66, unitsEach: 1, perProvider: 255 })
    expect((await view(deal)).leases).to.have.length(64)
    expect((await view(deal)).unfilled).to.equal(2)
    await scene.send(developer, 'fill', [deal, [65, 66], NO_LIMIT, 9n])
    await scene.send(developer, 'fill', [deal, [], NO_LIMIT, 900n])
    await scene.send(developer, 'replaceLease', [leaseId(deal, 3), [], NO_LIMIT, 900n])
    expect((await view(deal)).leases).to.have.length(64)
    expect((await view(deal)).unfilled).to.equal(3)
    const receipt = await scene.send(developer, 'cancelDeal', [deal])
    expect(Number(receipt.gasUsed)).to.be.lessThan(8_000_000)
  })

  it('DEAL-3 a walk ends with the 64th lease, and is not cut short by what lies behind it', async () => {
    await scene.provider(0)
    for (let i = 0; i < 70; i++) await scene.offer(owner, { units: 1 })
    const plan = { ...PLAN, instances: 70, unitsEach: 1, perProvider: 255 }
    const preview = await scene.lens<[object[], bigint, boolean]>('preview', [plan, [], NO_LIMIT, 66n])
    expect(preview[0]).to.have.length(64)
    expect(preview[2]).to.equal(true)
  })

  it('DEAL-1 a delegate chooses offers and replaces, and can do nothing else', async () => {
    const { deal, spare } = await twoProviders()
    const delegate = scene.people[5] as Address
    await scene.send(developer, 'setDelegate', [delegate, true])
    await scene.pass(1)
    await scene.send(delegate, 'replaceLease', [leaseId(deal), [spare], NO_LIMIT, 0n])
    expect((await view(deal)).leases.map((l) => l.offer)).to.deep.equal([1, spare])
    expect((await scene.refused(delegate, 'cancelDeal', [deal])).name).to.equal('NotOwner')
    const own = await scene.balance(delegate)
    expect((await scene.refused(delegate, 'withdraw', [delegate, own + 1n])).name).to.equal('BalanceTooLow')
    await scene.send(developer, 'setDelegate', [delegate, false])
    const again = [leaseId(deal, 1), [1], NO_LIMIT, 0n]
    expect((await scene.refused(delegate, 'replaceLease', again)).name).to.equal('NotOwner')
  })

  it('DEAL-1 being a delegate of one owner is nothing to another', async () => {
    await scene.send(attacker, 'setDelegate', [attacker, true])
    await scene.send(owner, 'setDelegate', [attacker, true])
    const deal = await scene.open(developer)
    expect((await scene.refused(attacker, 'fill', [deal, [1], NO_LIMIT, 0n])).name).to.equal('NotOwner')
  })

  it('DEAL-6 a lease is not replaced by the provider it is taken from beyond the spread', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    const deal = await scene.open(developer, { perProvider: 1 })
    await scene.pass(1)
    await scene.send(developer, 'replaceLease', [leaseId(deal), [], NO_LIMIT, 9n])
    expect(await view(deal)).to.include({ unfilled: 1 })
    await scene.pass(1)
    await scene.send(attacker, 'fill', [deal, [], 0n, 9n])
    expect(await view(deal)).to.include({ unfilled: 0 })
  })

  it('EPO-2 a lease is not released while its last epoch may still be attested', async () => {
    await scene.provider(0)
    await scene.offer(owner, { units: 2 })
    const id = leaseId(await scene.open(developer, { epochs: 2 }))
    await scene.pass(2)
    await scene.attest(0)
    expect((await scene.refused(owner, 'release', [id])).name).to.equal('TooEarly')
    await scene.pass(1)
    expect((await scene.refused(owner, 'release', [id])).name).to.equal('TooEarly')
    await scene.attest(0)
    await scene.send(owner, 'release', [id])
    expect((await scene.refused(owner, 'release', [id])).name).to.equal('LeaseOver')
  })

  it('EPO-2 a lease whose provider is late by less than the grace refunds nothing yet', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    const deal = await scene.open(developer)
    await scene.pass(2)
    expect(await lease(leaseId(deal))).to.include({ missed: 0, refundable: 0n })
    await scene.send(developer, 'refund', [leaseId(deal)])
    await scene.attest(0)
    await scene.pass(10)
    const { missed, refundable } = await lease(leaseId(deal))
    // epochs 3 to 11 of the lease [2, 12): the provider ended at the third
    expect({ missed, refundable }).to.deep.equal({ missed: 9, refundable: 9n * 200n + 2n * 80n })
  })

  /** A deal of one instance at 100 on provider 0 for ten epochs; provider 2 stands by. */
  async function twoProviders({ dearer = false, spare: price = 100 } = {}) {
    await scene.provider(0)
    await scene.offer(owner)
    const deal = await scene.open(developer, { dearer })
    await scene.provider(2)
    const spare = await scene.offer(scene.people[2] as Address, { price })
    return { deal, spare }
  }
})
