// Findings about pay, in markets of computation that came before this one.
import { expect } from 'chai'
import type { Address } from '../../model/index.ts'
import { type DealView, leaseId, MONEY, NO_LIMIT, NOTICE, newScene, ROOT, type Scene } from '../support/scene.ts'

describe('what peers suffered: pay', () => {
  let scene: Scene
  let owner: Address
  let developer: Address
  let bystander: Address
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    const { people } = scene
    ;[owner, developer, bystander, attacker] = [people[0], people[1], people[4], people[6]] as Address[] as [
      Address,
      Address,
      Address,
      Address,
    ]
  })

  // workers were paid for time that had passed, whether they had shown anything or not
  it('EPO-1 EPO-2 pay without proof: an epoch that is not attested pays the developer, not the provider', async () => {
    const provider = await scene.provider(0)
    await scene.offer(owner)
    const [before, spent] = [await scene.balance(owner), await scene.balance(developer)]
    const lease = leaseId(await scene.open(developer, { epochs: 3 }))
    await scene.pass(2)
    await scene.attest(0)
    await scene.pass(10)
    for (const epoch of [3, 4]) {
      const args = [epoch, ROOT]
      const operator = scene.world.operators[0]?.address.toLowerCase() as Address
      expect((await scene.refused(operator, 'attest', args)).name).to.be.oneOf(['NotAttestable', 'HasEnded'])
    }
    for (let i = 0; i < 2; i++) {
      await scene.send(attacker, 'claim', [provider])
      await scene.send(attacker, 'refund', [lease])
    }
    // one epoch of two units at 100; two missed ones come back, each with 2 x 40
    expect((await scene.balance(owner)) - before).to.equal(200n)
    expect(spent - (await scene.balance(developer))).to.equal(200n - 2n * 80n)
  })

  // workers that were in no match reported results and drew rewards all the same
  it('EPO-1 unmatched worker paid: who holds no lease can attest nothing and claims nothing', async () => {
    await scene.provider(0)
    await scene.offer(owner, { price: 50 })
    const idle = await scene.provider(6)
    await scene.offer(attacker, { price: 150 })
    const before = await scene.balance(attacker)
    await scene.open(developer, { epochs: 4 })
    for (let i = 0; i < 10; i++) {
      await scene.pass(1)
      const operator = scene.world.operators[6]?.address.toLowerCase() as Address
      const refusal = await scene.refused(operator, 'attest', [scene.epoch() - 1, ROOT])
      expect(refusal.name).to.equal('NotAttestable')
    }
    await scene.send(attacker, 'claim', [idle])
    expect(await scene.balance(attacker)).to.equal(before)
    expect(await scene.lens<object>('provider', [idle])).to.include({ attested: 0, earned: 0n, rate: 0n })
  })

  it('EPO-1 unmatched worker paid: nor does who held one, from its end on', async () => {
    const provider = await scene.provider(0)
    await scene.offer(owner)
    const before = await scene.balance(owner)
    await scene.open(developer, { epochs: 2 })
    for (const _ of [2, 3]) {
      await scene.pass(1)
      if (scene.epoch() > 2) await scene.attest(0)
    }
    await scene.pass(1)
    await scene.attest(0)
    await scene.pass(1)
    const operator = scene.world.operators[0]?.address.toLowerCase() as Address
    expect((await scene.refused(operator, 'attest', [4, ROOT])).name).to.equal('NotAttestable')
    await scene.pass(10)
    await scene.send(owner, 'claim', [provider])
    expect((await scene.balance(owner)) - before).to.equal(2n * 200n)
  })

  // a call that anybody may make charged who made it, or whoever was named in it
  it('DEAL-6 charging the wrong account: what a stranger sets off is paid by the owner who consented', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    const deal = await scene.open(developer, { dearer: true, renew: true })
    await scene.provider(2)
    await scene.offer(scene.people[2] as Address, { price: 150 })
    const others = [bystander, attacker, scene.people[3] as Address]
    await scene.pass(6)
    const before = await scene.balance(developer)
    await scene.send(attacker, 'replaceLease', [leaseId(deal), [], NO_LIMIT, 9n])
    const dearer = BigInt(12 - (scene.epoch() + 1)) * 2n * 50n
    expect(before - (await scene.balance(developer))).to.equal(dearer)
    await scene.pass(2)
    await scene.attest(2, 8)
    const renewing = await scene.balance(developer)
    await scene.send(attacker, 'renewDeal', [deal])
    expect(renewing - (await scene.balance(developer))).to.equal(10n * 2n * 150n)
    await scene.send(attacker, 'refund', [leaseId(deal)])
    for (const other of others) expect(await scene.balance(other)).to.equal(MONEY)
  })

  it('DEAL-5 charging the wrong account: without consent nothing is taken from anybody', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 2 })
    const before = await scene.balance(developer)
    for (const [fn, ...args] of [
      ['renewDeal', deal],
      ['extendDeal', deal, 3],
      ['scaleUp', deal, 1, [], NO_LIMIT, 9n],
      ['setMaxPrice', deal, 300],
      ['take', developer, 1n],
    ] as const) {
      const { name } = await scene.refused(attacker, fn, args)
      expect(name, fn).to.be.oneOf(['NotRenewable', 'NotOwner', 'NotModule'])
    }
    expect(await scene.balance(developer)).to.equal(before)
    expect(await scene.balance(attacker)).to.equal(MONEY)
  })

  // what a deal took and what its end gave back were reckoned in two ways, and the difference stayed behind
  it('ESC-3 deposits and refunds that differ: whenever a deal is cancelled, nothing stays behind', async () => {
    for (const cancelledAt of [0, 1, 2, 5, 9]) {
      scene = await newScene()
      await newDealThatEnds(cancelledAt)
      const { chain, token, bourse } = scene.world
      expect(await chain.read<bigint>(token, 'balanceOf', [bourse.address]), `at ${cancelledAt}`).to.equal(0n)
    }
  })

  // a transfer to somebody who refuses it reverted the call in which everybody was paid
  it('ESC-2 push payments: nothing but a deposit and a withdrawal calls the token', async () => {
    const provider = await scene.provider(0)
    const offer = await scene.offer(owner)
    await scene.sendTo(scene.world.token, scene.world.governor, 'pause')
    const receipts = []
    const deal = await scene.open(developer, { epochs: 4, instances: 2 })
    receipts.push(await scene.send(developer, 'scaleDown', [leaseId(deal), 1]))
    await scene.pass(2)
    receipts.push(await scene.attest(0))
    await scene.pass(8)
    for (const [from, fn, args] of [
      [attacker, 'claim', [provider]],
      [attacker, 'refund', [leaseId(deal)]],
      [attacker, 'release', [leaseId(deal)]],
      [developer, 'cancelDeal', [deal]],
      [owner, 'closeOffer', [offer]],
    ] as const)
      receipts.push(await scene.send(from, fn, args))
    await scene.pass(NOTICE)
    receipts.push(
      await scene.send(owner, 'withdrawOffer', [offer]),
      await scene.send(owner, 'withdrawStake', [provider]),
    )
    const token = scene.world.token.address.toLowerCase()
    for (const { logs } of receipts) for (const log of logs) expect(log.address.toLowerCase()).not.to.equal(token)
    const { name } = await scene.refused(developer, 'withdraw', [developer, 1n])
    expect(name).to.equal('Error')
  })

  /** Odd numbers everywhere; served in part; cancelled in an epoch; then everybody leaves. */
  async function newDealThatEnds(cancelledAt: number): Promise<void> {
    const provider = await scene.provider(0)
    const offer = await scene.offer(scene.people[0] as Address, { units: 21, price: 97, compensation: 13 })
    const [seller, buyer] = scene.people as [Address, Address]
    const plan = { instances: 9, unitsEach: 3, perProvider: 7, epochs: 11, maxPrice: 101 }
    const deal = await scene.open(buyer, plan)
    for (let i = 0; i < cancelledAt; i++) {
      await scene.pass(1)
      if (i === 1 || i === 2) await scene.attest(0)
    }
    await scene.send(buyer, 'cancelDeal', [deal])
    await scene.pass(NOTICE)
    const { leases } = await scene.lens<DealView>('deal', [deal])
    for (const { id, released } of leases) if (!released) await scene.send(buyer, 'release', [id])
    await scene.send(seller, 'claim', [provider])
    await scene.send(seller, 'closeOffer', [offer])
    const { ended } = await scene.lens<{ ended: boolean }>('provider', [provider])
    if (!ended) await scene.send(seller, 'retire')
    await scene.pass(NOTICE)
    await scene.send(seller, 'withdrawOffer', [offer])
    await scene.send(seller, 'withdrawStake', [provider])
    for (const person of scene.people) await scene.send(person, 'withdraw', [person, await scene.balance(person)])
  }
})
