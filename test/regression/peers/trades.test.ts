// Attacks on who trades: in front of it, behind its back, and with a version that nobody can serve.
import { expect } from 'chai'
import { getAddress, type Hex, pad, toHex } from 'viem'
import type { Contract } from '../../fuzz/support/chain.ts'
import type { Address } from '../../model/index.ts'
import { type DealView, leaseId, MONEY, NO_LIMIT, newScene, PLAN, type Scene } from '../support/scene.ts'

const NOTHING: Hex = `0x${'00'.repeat(32)}`

describe('what peers suffered: trades', () => {
  let scene: Scene
  let registry: Contract
  let owner: Address
  let developer: Address
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    registry = scene.world.registry
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]] as [Address, Address, Address]
    await scene.provider(0)
    await scene.provider(6)
  })

  const view = (deal: number) => scene.lens<DealView>('deal', [deal])

  // the book was emptied in front of an order and filled again at the order's own limit
  it('DEAL-1 a sandwiched open buys at the price that was quoted, or not at all', async () => {
    const cheap = await scene.offer(owner, { price: 10, units: 4 })
    const plan = { instances: 2, unitsEach: 2, epochs: 10, maxPrice: 5_000 }
    const { cost } = await scene.lens<{ cost: bigint }>('quote', [{ ...PLAN, ...plan }, [], NO_LIMIT, 99n])
    expect(cost).to.equal(4n * 10n * 10n)
    for (const tries of [{ limit: cost }, { limit: cost, hints: [cheap] }]) {
      const taken = await scene.open(attacker, { instances: 1, unitsEach: 4, epochs: 1, maxPrice: 10 })
      const dear = await scene.offer(attacker, { price: 5_000, units: 4 })
      const deal = await scene.open(developer, plan, tries)
      await scene.send(attacker, 'cancelDeal', [taken])
      await scene.send(attacker, 'closeOffer', [dear])
      expect((await view(deal)).leases).to.deep.equal([])
      await scene.send(developer, 'cancelDeal', [deal])
      expect(await scene.balance(developer)).to.equal(MONEY)
    }
    const { leases } = await view(await scene.open(developer, plan, { limit: cost }))
    expect(leases.map(({ offer, instances }) => ({ offer, instances }))).to.deep.equal([{ offer: cheap, instances: 2 }])
  })

  it('DEAL-1 a sandwiched open that is half bought pays no more than the rest of its limit', async () => {
    await scene.offer(owner, { price: 10, units: 2 })
    await scene.offer(attacker, { price: 11, units: 2 })
    const plan = { instances: 2, unitsEach: 2, epochs: 10, maxPrice: 5_000 }
    // the quote had four units at 10
    const deal = await scene.open(developer, plan, { limit: 400n })
    expect((await view(deal)).leases.map(({ price }) => price)).to.deep.equal([10])
    await scene.send(developer, 'cancelDeal', [deal])
    expect(MONEY - (await scene.balance(developer))).to.equal(2n * 10n)
  })

  // whoever filled an order chose what it was filled with: an offer of their own, as dear as the order allowed
  it("DEAL-1 a fill with one's own dear offer: a stranger fills by walking only, the best price first", async () => {
    const deal = await scene.open(developer, { instances: 3, unitsEach: 2 })
    const dear = await scene.offer(attacker, { price: 200 })
    const cheap = await scene.offer(owner, { price: 50, units: 4 })
    const hinted = await scene.refused(attacker, 'fill', [deal, [dear], NO_LIMIT, 99n])
    expect(hinted).to.deep.equal({ name: 'NotOwner', args: [attacker, developer].map((a) => getAddress(a)) })
    await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 1n])
    expect((await view(deal)).leases.map(({ offer, instances }) => [offer, instances])).to.deep.equal([[cheap, 2]])
    const above = await scene.offer(attacker, { price: 201 })
    await scene.send(attacker, 'closeOffer', [dear])
    await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 99n])
    expect((await view(deal)).leases.map(({ offer }) => offer)).not.to.include(above)
    expect(await view(deal)).to.include({ unfilled: 1 })
  })

  it("DEAL-6 a fill with one's own dear offer: nor does who replaces a lease choose what replaces it", async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer, { dearer: true })
    await scene.provider(2)
    const dear = await scene.offer(attacker, { price: 200 })
    const cheap = await scene.offer(scene.people[2] as Address, { price: 90 })
    await scene.pass(6)
    const hinted = await scene.refused(attacker, 'replaceLease', [leaseId(deal), [dear], NO_LIMIT, 99n])
    expect(hinted.name).to.equal('NotOwner')
    await scene.send(attacker, 'replaceLease', [leaseId(deal), [], NO_LIMIT, 99n])
    expect((await view(deal)).leases.map(({ offer }) => offer)).to.deep.equal([1, cheap])
  })

  // a developer promoted a version that nobody could fetch, and collected compensation for its absence
  for (const [wait, isFree] of [
    [0, true],
    [1, true],
    [2, false],
  ] as const) {
    it(`DEAL-8 a withheld version is ${isFree ? '' : 'not '}declined without penalty, ${wait} epochs later`, async () => {
      const deal = await functionAndDeal('withheld')
      await scene.pass(2)
      await scene.attest(0)
      await publish(deal.functionId, 2)
      for (let i = 0; i < wait; i++) {
        await scene.pass(1)
        await scene.attest(0)
      }
      const before = { developer: await scene.balance(developer), owner: await scene.balance(owner) }
      await scene.send(owner, 'decline', [deal.lease])
      await scene.send(attacker, 'refund', [deal.lease])
      // not free, it pays back one epoch's price of two units, from the lock
      expect((await scene.balance(developer)) - before.developer).to.equal(isFree ? 0n : 200n)
      expect(await scene.balance(owner)).to.equal(before.owner)
      expect(await scene.lens<object>('lease', [deal.lease])).to.include({ missed: 0, end: scene.epoch() + 1 })
    })
  }

  it('DEAL-8 a withheld version before the lease begins is declined without penalty, and buys another lease', async () => {
    const deal = await functionAndDeal('never-served')
    const before = await scene.balance(developer)
    await scene.send(owner, 'decline', [deal.lease])
    expect(await scene.balance(developer)).to.equal(before)
    expect(await view(deal.id)).to.include({ unfilled: 1, reserve: 10n * 200n })
    expect((await scene.refused(attacker, 'decline', [deal.lease])).name).to.be.oneOf(['LeaseOver', 'NotOwner'])
  })

  async function functionAndDeal(name: string) {
    await scene.sendTo(registry, developer, 'register', [name])
    const functionId = await scene.world.chain.read<bigint>(registry, 'idOf', [developer, name])
    await publish(functionId, 1)
    await scene.pass(3)
    await scene.offer(owner, { units: 2 })
    const id = await scene.open(developer, { functionId })
    return { id, lease: leaseId(id), functionId }
  }

  /** Publishes a version and points `live` at it. */
  async function publish(functionId: bigint, number: number) {
    const version = {
      ...{
        moduleHash: pad(toHex(number)),
        moduleDigest: pad(toHex(number)),
        configDigest: NOTHING,
        imageHash: NOTHING,
        samplesHash: NOTHING,
      },
      ...{ moduleCodec: 0x55, kind: 0, abiVersion: 1, publishedAt: 0n },
    }
    await scene.sendTo(registry, developer, 'publish', [functionId, version])
    await scene.sendTo(registry, developer, 'setAlias', [functionId, PLAN.aliasName, number])
  }
})
