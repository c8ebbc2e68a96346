// Findings about capacity: units that are held for nothing, or never come back.
import { expect } from 'chai'
import type { Address } from '../../model/index.ts'
import { type DealView, leaseId, MONEY, NO_LIMIT, newScene, PLAN, type Scene } from '../support/scene.ts'

interface OfferView {
  terms: { units: number }
  leased: number
  listed: boolean
}

describe('what peers suffered: capacity', () => {
  let scene: Scene
  let owner: Address
  let developer: Address
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]] as [Address, Address, Address]
  })

  const view = (deal: number) => scene.lens<DealView>('deal', [deal])
  const offerView = (offer: number) => scene.lens<OfferView>('offer', [offer])

  // a contract of the attacker's own passed for a deal, and a matcher that did not ask gave it other people's units
  it('DEAL-7 fake deal captures units: only a deal that the Bourse made, and that is paid, holds any', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner)
    for (const id of [0, 1, 77, 2 ** 40 - 1]) {
      expect((await scene.refused(attacker, 'fill', [id, [offer], NO_LIMIT, 9n])).name).to.equal('NotOpen')
      expect((await scene.refused(attacker, 'replaceLease', [id * 256, [offer], NO_LIMIT, 9n])).name).to.equal(
        'NotOpen',
      )
    }
    const poor = scene.people[5] as Address
    await scene.send(poor, 'withdraw', [poor, MONEY])
    const plan = { functionId: 1n, instances: 5, unitsEach: 2, epochs: 10 }
    const refusal = await scene.refused(poor, 'openDeal', [{ ...PLAN, ...plan }, [offer], NO_LIMIT, 9n])
    expect(refusal).to.deep.equal({ name: 'BalanceTooLow', args: [0n, 5n * 2n * 200n * 10n] })
    expect(await offerView(offer)).to.include({ leased: 0, listed: true })
  })

  it('DEAL-4 fake deal captures units: one that is opened and cancelled pays an epoch and holds them for none', async () => {
    await scene.provider(0)
    const offer = await scene.offer(owner)
    const before = await scene.balance(owner)
    const fake = await scene.open(attacker, { instances: 1, unitsEach: 10, epochs: 60_000 })
    expect((await offerView(offer)).terms.units).to.equal(0)
    await scene.send(attacker, 'cancelDeal', [fake])
    expect(MONEY - (await scene.balance(attacker))).to.equal(10n * 100n)
    expect((await scene.balance(owner)) - before).to.equal(10n * 100n)
    const deal = await scene.open(developer, { unitsEach: 10 })
    expect((await view(deal)).leases).to.have.length(1)
  })

  // "at most n" was checked with the wrong comparison, and one provider got n + 1, or n - 1
  for (const most of [1, 2, 3, 4]) {
    it(`DEAL-3 off-by-one at the spread limit: at most ${most} is ${most}, in one call or in many`, async () => {
      await scene.provider(0)
      for (let i = 0; i < 5; i++) await scene.offer(owner, { units: 3, price: 100 + i })
      const deal = await scene.open(developer, { instances: 6, unitsEach: 1, perProvider: most })
      expect(onProvider(await view(deal))).to.equal(most)
      await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 99n])
      await scene.send(developer, 'fill', [deal, [1, 2, 3, 4, 5], NO_LIMIT, 0n])
      await scene.pass(1)
      await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 99n])
      expect(onProvider(await view(deal))).to.equal(most)
      await scene.provider(2)
      await scene.offer(scene.people[2] as Address, { units: 6 - most })
      await scene.pass(1)
      await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 99n])
      const others = Math.min(most, 6 - most)
      expect(await view(deal)).to.include({ unfilled: 6 - most - others })
    })
  }

  // a deal that was stopped went on to hold its units: nobody could lease them, and their provider could not leave
  it('DEAL-5 OFF-5 stop that keeps units: however a lease stops, its units are on sale again', async () => {
    const stops: Record<string, (deal: number) => Promise<unknown>> = {
      'cancelled before its start': (deal) => scene.send(developer, 'cancelDeal', [deal]),
      'cancelled while it runs': (deal) => later(1, () => scene.send(developer, 'cancelDeal', [deal])),
      'scaled down': (deal) => later(1, () => scene.send(developer, 'scaleDown', [leaseId(deal), 2])),
      'scaled down in two': (deal) => later(1, () => halves(deal)),
      replaced: (deal) => later(1, () => scene.send(developer, 'replaceLease', [leaseId(deal), [], NO_LIMIT, 0n])),
      declined: (deal) => scene.send(owner, 'decline', [leaseId(deal)]),
      'run out': () => scene.pass(4),
    }
    for (const [how, stop] of Object.entries(stops)) {
      scene = await newScene({ absence: 100 })
      await scene.provider(0)
      const offer = await scene.offer(owner, { compensation: 0 })
      const deal = await scene.open(developer, { instances: 2, unitsEach: 5, epochs: 4 })
      expect(await offerView(offer), how).to.include({ leased: 10, listed: false })
      await stop(deal)
      await scene.pass(6)
      for (const { id, released } of (await view(deal)).leases)
        if (!released) await scene.send(attacker, 'release', [id])
      expect(await offerView(offer), how).to.include({ leased: 0, listed: true })
      expect((await offerView(offer)).terms.units, how).to.equal(10)
    }
  })

  // matching, paying or stopping walked over a list that strangers could lengthen, until it fitted into no block
  it('OFF-6 unbounded walks: the longest look is as long as its caller said, whatever is in the book', async () => {
    const gas: bigint[] = []
    for (const stuffing of [30, 300]) {
      scene = await newScene()
      await scene.provider(6)
      for (let i = 0; i < stuffing; i++) await scene.offer(attacker, { units: 1, features: 0, compensation: 0 })
      const deal = await scene.open(developer, { minCompensation: 40 }, { maxSteps: 0n })
      gas.push((await scene.send(developer, 'fill', [deal, [], NO_LIMIT, 20n])).gasUsed)
    }
    expect(Number(gas[1])).to.be.closeTo(Number(gas[0]), 500)
  })

  it('EPO-1 EPO-3 unbounded walks: attesting, claiming and refunding cost the same for forty leases as for one', async () => {
    const costs: Record<string, bigint>[] = []
    for (const leases of [1, 40]) {
      scene = await newScene()
      const provider = await scene.provider(0)
      await scene.offer(owner, { units: 50 })
      const deals = []
      for (let i = 0; i < leases; i++) deals.push(await scene.open(developer, { unitsEach: 1, epochs: 20 }))
      await scene.pass(2)
      await scene.attest(0)
      await scene.pass(1)
      const attest = (await scene.attest(0)).gasUsed
      await scene.pass(9)
      const refund = (await scene.send(attacker, 'refund', [leaseId(deals[0] as number)])).gasUsed
      const claim = (await scene.send(attacker, 'claim', [provider])).gasUsed
      costs.push({ attest, refund, claim })
    }
    // more leases, more digits: a byte of a word that is not zero, no more
    for (const name of ['attest', 'refund', 'claim'])
      expect(Number(costs[1]?.[name]), name).to.be.closeTo(Number(costs[0]?.[name]), 500)
  })

  async function later(epochs: number, what: () => Promise<unknown>) {
    await scene.pass(epochs)
    await what()
  }

  async function halves(deal: number) {
    await scene.send(developer, 'scaleDown', [leaseId(deal), 1])
    await scene.send(developer, 'scaleDown', [leaseId(deal), 1])
  }

  function onProvider({ leases }: DealView): number {
    return leases.reduce((sum, lease) => sum + (lease.provider === 1 ? lease.instances : 0), 0)
  }
})
