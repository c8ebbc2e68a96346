// Findings about penalties: slashes that do less than they say, and how to be elsewhere when they come.
import { expect } from 'chai'
import type { Address } from '../../model/index.ts'
import { type DealView, leaseId, MONEY, NO_LIMIT, NOTICE, newScene, type Scene } from '../support/scene.ts'

/** Price of a unit in a window of 3, and its compensation for 2 missed epochs. */
const LOCK = 100n * 3n + 40n * 2n

describe('what peers suffered: penalties', () => {
  let scene: Scene
  let faults: Address
  let owner: Address
  let developers: Address[]
  let attacker: Address

  beforeEach(async () => {
    await court()
    ;[owner, attacker] = [scene.people[0], scene.people[6]] as [Address, Address]
    developers = [1, 3, 4].map((n) => scene.people[n] as Address)
  })

  /** A scene whose Faults the test speaks for. */
  async function court() {
    scene = await newScene()
    const { chain } = scene.world
    faults = scene.world.faults.address
    await chain.rpc('hardhat_impersonateAccount', faults)
    await chain.rpc('hardhat_setBalance', faults, '0xffffffffffffffff')
  }

  /** What Faults finds. */
  const punish = (provider: number) => scene.send(faults, 'punish', [provider, attacker])

  // a loop over what was staked ran out of gas, or stopped at the first part that was smaller than the penalty
  it('EPO-9 OFF-5 slash that stops half way: a fatal fault takes the whole stake and every lock, in any order', async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
    ]) {
      await court()
      const provider = await scene.provider(0)
      const deals: number[] = []
      for (const [i, developer] of developers.entries()) {
        await scene.offer(owner, { units: 4 + i })
        deals.push(await scene.open(developer, { unitsEach: 4 + i, epochs: 20 }, { hints: [i + 1] }))
      }
      await scene.pass(2)
      await scene.attest(0)
      const reporter = await scene.balance(attacker)
      await punish(provider)
      expect((await scene.balance(attacker)) - reporter).to.equal(250_000n)
      expect(await scene.balance(`0x${'00'.repeat(20)}`)).to.equal(750_000n)
      expect(await scene.lens<object>('provider', [provider])).to.include({ baseStake: 0, ended: true })
      await scene.pass(40)
      for (const i of order) await scene.send(attacker, 'refund', [leaseId(deals[i] as number)])
      for (const [i, developer] of developers.entries())
        expect(await scene.balance(developer), `${i}`).to.equal(MONEY + BigInt(4 + i) * LOCK)
      for (const [i] of developers.entries())
        expect(await scene.lens<object>('offer', [i + 1])).to.include({ locked: 0n })
    }
  })

  it('OFF-5 slash that stops half way: missed epochs of one lease leave the backing of the others whole', async () => {
    await scene.provider(0)
    await scene.offer(owner, { units: 6 })
    const deals: number[] = []
    for (const developer of developers) deals.push(await scene.open(developer, { epochs: 20 }))
    await scene.pass(30)
    for (const deal of [...deals].reverse()) await scene.send(attacker, 'refund', [leaseId(deal)])
    for (const developer of developers) expect(await scene.balance(developer)).to.equal(MONEY + 2n * 2n * 40n)
  })

  // who saw a slash coming leased its own units, so that the penalty was paid to itself
  it('OFF-5 EPO-9 a self-lease before a slash takes nothing from others, and saves nothing of the stake', async () => {
    const outcomes: { others: bigint; own: bigint; burnt: bigint }[] = []
    for (const selfLease of [0, 6]) {
      await court()
      const [victim] = developers as [Address]
      const provider = await scene.provider(0)
      const offer = await scene.offer(owner)
      const deal = await scene.open(victim, { unitsEach: 3, epochs: 20 })
      const own = selfLease ? await scene.open(owner, { unitsEach: selfLease, epochs: 20 }) : 0
      await scene.pass(2)
      await punish(provider)
      await scene.pass(40)
      if (own) await scene.send(owner, 'refund', [leaseId(own)])
      await scene.send(victim, 'refund', [leaseId(deal)])
      for (const id of [deal, own]) if (id) await scene.send(attacker, 'release', [leaseId(id)])
      await scene.send(owner, 'withdrawOffer', [offer])
      await scene.send(owner, 'withdrawStake', [provider])
      outcomes.push({
        others: (await scene.balance(victim)) - MONEY,
        own: (await scene.balance(owner)) - MONEY,
        burnt: await scene.balance(`0x${'00'.repeat(20)}`),
      })
    }
    const expected = { others: 3n * LOCK, own: -1_000_000n - 3n * LOCK, burnt: 750_000n }
    expect(outcomes).to.deep.equal([expected, expected])
  })

  it('EPO-9 a self-lease before a slash is not paid by epochs that it attested itself', async () => {
    const provider = await scene.provider(0)
    await scene.offer(owner)
    const own = await scene.open(owner, { unitsEach: 10, epochs: 20 })
    await scene.pass(2)
    await scene.attest(0)
    await scene.pass(1)
    await scene.attest(0)
    await punish(provider)
    await scene.pass(20)
    const before = await scene.balance(owner)
    await scene.send(owner, 'claim', [provider])
    expect(await scene.balance(owner)).to.equal(before)
    await scene.send(owner, 'refund', [leaseId(own)])
    expect(await scene.balance(owner)).to.equal(MONEY - 1_000_000n)
  })

  // a provider stayed away for so long that nobody could afford to walk its absence, and nothing was settled
  it('EPO-9 an endless absence ends the provider by itself, and costs nobody more than a short one', async () => {
    const gas: bigint[][] = []
    for (const absence of [40, 20_000]) {
      await court()
      const provider = await scene.provider(0)
      const offer = await scene.offer(owner)
      const [developer, other] = developers as [Address, Address]
      const deal = await scene.open(developer, { epochs: 15 })
      await scene.pass(absence)
      // no more than the compensated epochs, and the price of all
      const refund = await scene.send(attacker, 'refund', [leaseId(deal)])
      expect(await scene.balance(developer)).to.equal(MONEY + 2n * 80n)
      const release = await scene.send(attacker, 'release', [leaseId(deal)])
      expect(await scene.lens<object>('provider', [provider])).to.include({ ended: true, endEpoch: 2 })
      const open = await scene.open(other, { epochs: 15 })
      expect((await scene.lens<DealView>('deal', [open])).leases).to.deep.equal([])
      const withdrawn = await scene.send(owner, 'withdrawOffer', [offer])
      await scene.provider(0)
      gas.push([refund.gasUsed, release.gasUsed, withdrawn.gasUsed])
    }
    for (const [i, cost] of (gas[0] as bigint[]).entries())
      expect(Number(gas[1]?.[i]), `${i}`).to.be.closeTo(Number(cost), 3_000)
  })

  // to leave before the verdict was to leave with the stake
  it('EPO-9 OFF-5 leaving before a slash: the notice is longer than what can still be found', async () => {
    const provider = await scene.provider(0)
    const offer = await scene.offer(owner)
    const deal = await scene.open(developers[0] as Address, { epochs: 1 })
    await scene.send(owner, 'closeOffer', [offer])
    await scene.pass(2)
    await scene.attest(0)
    await scene.send(owner, 'release', [leaseId(deal)])
    await scene.send(owner, 'retire')
    await scene.pass(NOTICE - 1)
    expect((await scene.refused(owner, 'withdrawStake', [provider])).name).to.equal('TooEarly')
    await punish(provider)
    await scene.pass(1)
    const before = await scene.balance(owner)
    await scene.send(owner, 'withdrawStake', [provider])
    expect(await scene.balance(owner)).to.equal(before)
    expect((await scene.refused(attacker, 'replaceLease', [leaseId(deal), [], NO_LIMIT, 9n])).name).to.equal(
      'LeaseOver',
    )
  })
})
