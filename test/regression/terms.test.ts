import { expect } from 'chai'
import type { PrivateKeyAccount } from 'viem/accounts'
import { signEntry } from '../fuzz/support/relay.ts'
import { type Address, NOBODY } from '../model/index.ts'
import {
  type DealView,
  type LeaseView,
  leaseId,
  MONEY,
  NO_LIMIT,
  NOTICE,
  newScene,
  type Scene,
} from './support/scene.ts'

describe('attacks on deals that change while they run, and on penalties', () => {
  let scene: Scene
  let owner: Address
  let developer: Address
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]] as [Address, Address, Address]
    await scene.provider(0)
  })

  const view = (deal: number) => scene.lens<DealView & { end: number }>('deal', [deal])
  const lease = (id: number) => scene.lens<LeaseView>('lease', [id])
  const operator = (n: number) => scene.world.operators[n] as PrivateKeyAccount
  const modules = () => scene.world.market.rules.modules

  /** Operators 0 and 2 attest every epoch of their leases. */
  async function serve(epochs: number) {
    for (let i = 0; i < epochs; i++) {
      await scene.pass(1)
      if (scene.epoch() > 2) for (const n of [0, 2]) await scene.attest(n)
    }
  }

  it('DEAL-5 a stranger renews a short deal by one term at a time, though the window is longer', async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 1, renew: true, tip: 7 })
    await scene.pass(1)
    const before = await scene.balance(developer)
    await scene.send(attacker, 'renewDeal', [deal])
    expect((await view(deal)).end).to.equal(4)
    expect(before - (await scene.balance(developer))).to.equal(2n * 100n + 7n)
    expect((await scene.refused(attacker, 'renewDeal', [deal])).name).to.equal('TooEarly')
  })

  it('DEAL-5 a lease whose offer is closed does not go on, and costs nothing', async () => {
    await scene.provider(2)
    const offers = [await scene.offer(owner), await scene.offer(scene.people[2] as Address)]
    const deal = await scene.open(developer, { instances: 2, perProvider: 1, epochs: 2 })
    await scene.send(owner, 'closeOffer', [offers[0]])
    const before = await scene.balance(developer)
    await scene.send(developer, 'extendDeal', [deal, 3])
    expect(before - (await scene.balance(developer))).to.equal(3n * 2n * 100n)
  })

  it('DEAL-5 nobody renews a deal whose plan does not consent, or charges above its greatest price', async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 2 })
    expect((await scene.refused(attacker, 'renewDeal', [deal])).name).to.equal('NotRenewable')
    expect((await scene.refused(attacker, 'extendDeal', [deal, 1])).name).to.equal('NotOwner')
    const other = await scene.open(developer, { epochs: 2, renew: true })
    await scene.send(developer, 'setMaxPrice', [other, 99])
    await scene.pass(1)
    expect((await scene.refused(attacker, 'renewDeal', [other])).name).to.equal('NothingToExtend')
  })

  it('DEAL-5 a deal has 4,096 instances at most, on leases and unfilled: declined ones always fit back', async () => {
    await scene.offer(owner, { units: 255, price: 1, compensation: 0 })
    const plan = { instances: 4000, unitsEach: 1, perProvider: 255, maxPrice: 1, epochs: 3 }
    const deal = await scene.open(developer, plan)
    await scene.send(developer, 'scaleUp', [deal, 96, [], NO_LIMIT, 0n])
    expect(await view(deal)).to.include({ unfilled: 4096 - 255 })
    for (const instances of [0, 1, 60_000, 65_535]) {
      const refusal = await scene.refused(developer, 'scaleUp', [deal, instances, [], NO_LIMIT, 0n])
      expect(refusal.name).to.equal('OutOfRange')
    }
    await scene.send(owner, 'decline', [leaseId(deal)])
    expect(await view(deal)).to.include({ unfilled: 4096 })
  })

  it('DEAL-5 what is scaled down is not paid, what stays is', async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer, { instances: 4, unitsEach: 1, epochs: 10 })
    await scene.pass(2)
    const before = await scene.balance(developer)
    await scene.send(developer, 'scaleDown', [leaseId(deal), 3])
    expect((await scene.balance(developer)) - before).to.equal(3n * 100n * 8n)
    expect((await view(deal)).leases.map((l) => [l.instances, l.start, l.end])).to.deep.equal([
      [1, 2, 12],
      [3, 2, 4],
    ])
    await scene.attest(0, 2)
    await scene.pass(1)
    await scene.attest(0, 3)
    const earned = async () => (await scene.lens<{ earned: bigint; rate: bigint }>('provider', [1])) ?? {}
    expect(await earned()).to.include({ earned: 800n, rate: 100n })
  })

  it('EPO-8 an operator key spends no more of its owner than the epoch earned', async () => {
    await scene.offer(owner)
    await scene.open(developer)
    await scene.pass(2)
    const before = await scene.balance(owner)
    const entry = { provider: 1, epoch: 2, tip: 2 ** 32 - 1, signer: attacker }
    await scene.send(attacker, 'attestBatch', [[await signEntry(scene.world, entry, operator(0))]])
    expect(before - (await scene.balance(owner))).to.equal(200n)
    expect((await scene.balance(attacker)) - MONEY).to.equal(200n)
  })

  it('EPO-8 a batch skips what another key signed, what was carried before, and what is not over; it never reverts', async () => {
    await scene.offer(owner)
    await scene.open(developer)
    await scene.pass(2)
    const entry = (epoch: number) => ({ provider: 1, epoch, tip: 0, signer: attacker })
    const good = await signEntry(scene.world, entry(2), operator(0))
    const forged = await signEntry(scene.world, entry(2), operator(5))
    const early = await signEntry(scene.world, entry(3), operator(0))
    const other = { ...good, root: `0x${'ee'.repeat(32)}` }
    await scene.send(attacker, 'attestBatch', [[forged, other, early, good, good]])
    expect(await scene.lens<object>('provider', [1])).to.include({ attested: 1, nextEpoch: 3, earned: 200n })
  })

  it('DEAL-8 a lease is given up free before its start, for an epoch after it, and only by who serves it', async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer)
    expect((await scene.refused(attacker, 'decline', [leaseId(deal)])).name).to.equal('NotOwner')
    const [buyer, seller] = [await scene.balance(developer), await scene.balance(owner)]
    await scene.send(owner, 'decline', [leaseId(deal)])
    expect([await scene.balance(developer), await scene.balance(owner)]).to.deep.equal([buyer, seller])
    await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 9n])
    await scene.pass(2)
    const paid = await scene.balance(developer)
    await scene.send(owner, 'decline', [leaseId(deal, 1)])
    expect((await scene.balance(developer)) - paid).to.equal(200n)
    expect(await view(deal)).to.include({ unfilled: 1, reserve: 8n * 200n })
    expect(await scene.lens<object>('provider', [1])).to.include({ declined: 2, missed: 0 })
  })

  it('DEAL-8 it is free in the epoch of a change of the alias and in the next', async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer, { instances: 2, perProvider: 1 })
    await scene.provider(2)
    await scene.offer(scene.people[2] as Address)
    await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 9n])
    await serve(3)
    const { registry, people } = scene.world
    await scene.sendTo(registry, people[0] as Address, 'setAlias', [1n, `0x6c697665${'00'.repeat(20)}`, 1])
    await serve(1)
    const before = await scene.balance(developer)
    await scene.send(owner, 'decline', [leaseId(deal)])
    expect(await scene.balance(developer)).to.equal(before)
    await serve(1)
    await scene.send(scene.people[2] as Address, 'decline', [leaseId(deal, 1)])
    expect((await scene.balance(developer)) - before).to.equal(200n)
  })

  it('ESC-6 EPO-9 a fatal fault takes what cannot be claimed yet and the whole locks, burns three quarters of the stake, and no more', async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 40 })
    for (let i = 0; i < 9; i++) {
      await scene.pass(1)
      if (i > 0) await scene.attest(0)
    }
    expect((await scene.refused(attacker, 'punish', [1, attacker])).name).to.equal('NotModule')
    const [seller, buyer] = [await scene.balance(owner), await scene.balance(developer)]
    await scene.send(modules().faults, 'punish', [1, attacker])
    expect((await scene.refused(modules().disputes, 'punish', [1, attacker])).name).to.equal('HasEnded')
    expect((await scene.balance(attacker)) - MONEY).to.equal(250_000n)
    expect(await scene.balance(NOBODY)).to.equal(750_000n)
    // epoch 10 runs, W + G are 4: epochs 2 to 5 can be claimed, 6 to 9 cannot
    await scene.send(attacker, 'claim', [1])
    expect((await scene.balance(owner)) - seller).to.equal(4n * 200n)
    await scene.send(attacker, 'refund', [leaseId(deal)])
    const lock = 2n * (100n * 3n + 40n * 2n)
    expect((await scene.balance(developer)) - buyer).to.equal(5n * 200n + lock)
    expect(await lease(leaseId(deal))).to.include({ refundable: 0n, live: false })
    await scene.send(owner, 'closeOffer', [1])
    await scene.pass(32)
    await scene.send(attacker, 'release', [leaseId(deal)])
    await scene.pass(NOTICE)
    const left = await scene.balance(owner)
    await scene.send(owner, 'withdrawOffer', [1])
    expect((await scene.balance(owner)) - left).to.equal(8n * (100n * 3n + 40n * 2n))
  })

  it('EPO-2 epochs missed before idle ones and after them are counted for their own leases', async () => {
    scene = await newScene({ absence: 6 })
    ;[owner, developer] = [scene.people[0], scene.people[1]] as [Address, Address]
    await scene.provider(0)
    await scene.offer(owner)
    const first = await scene.open(developer, { epochs: 1 })
    await scene.pass(2)
    // epoch 3 is idle; epoch 2 may still be attested, so that the provider is leased from
    const second = await scene.open(developer, { epochs: 3 })
    await scene.pass(6)
    await scene.send(developer, 'sync', [1])
    const missed = async (deal: number) => (await lease(leaseId(deal))).missed
    expect([await missed(first), await missed(second)]).to.deep.equal([1, 3])
    expect(await scene.lens('provider', [1])).to.include({ missed: 4 })
  })

  it('EPO-9 a lease that lasts beyond the verdict takes its lock, though its provider was absent before it', async () => {
    await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 4 })
    await scene.pass(3)
    // absent since epoch 2, which is recorded with it; epoch 4 runs, and the lease ends with 5
    await scene.send(modules().faults, 'punish', [1, attacker])
    const before = await scene.balance(developer)
    await scene.send(attacker, 'refund', [leaseId(deal)])
    expect((await scene.balance(developer)) - before).to.equal(3n * 200n + 2n * (100n * 3n + 40n * 2n))
  })

  it('EPO-9 stakes wait while somebody has a case', async () => {
    await scene.offer(owner)
    await scene.send(owner, 'closeOffer', [1])
    await scene.send(owner, 'retire')
    await scene.pass(6)
    await scene.sendTo(scene.world.disputes, attacker, 'set', [1, true])
    expect((await scene.refused(owner, 'withdrawStake', [1])).name).to.equal('CaseOpen')
    expect((await scene.refused(owner, 'withdrawOffer', [1])).name).to.equal('CaseOpen')
    await scene.sendTo(scene.world.disputes, attacker, 'set', [1, false])
    await scene.send(owner, 'withdrawStake', [1])
    await scene.send(owner, 'withdrawOffer', [1])
    expect(await scene.balance(owner)).to.equal(MONEY)
  })

  it('KEEP-1 EPO-7 tips go to strangers alone, and a plan is served by whom it asks for', async () => {
    const plan = { instances: 3, unitsEach: 1, perProvider: 3, tip: 1000, leastInstances: 3, minReputation: 2_000_000n }
    const deal = await scene.open(developer, plan)
    await scene.offer(owner, { units: 2 })
    await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 99n])
    expect((await view(deal)).unfilled, 'crumbs').to.equal(3)
    await scene.offer(owner, { units: 3 })
    await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 99n])
    expect((await view(deal)).unfilled, 'too young').to.equal(3)
    expect(await scene.balance(attacker)).to.equal(MONEY)
    await scene.pass(2)
    await scene.send(developer, 'setDelegate', [scene.people[3], true])
    await scene.send(attacker, 'fill', [deal, [], NO_LIMIT, 99n])
    expect((await view(deal)).leases.map((l) => l.instances)).to.deep.equal([3])
    expect((await scene.balance(attacker)) - MONEY).to.equal(1000n)
  })
})
