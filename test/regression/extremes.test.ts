import { expect } from 'chai'
import { isReverted } from '../fuzz/support/chain.ts'
import { signOperator } from '../fuzz/support/operator.ts'
import { EPOCH_LENGTH } from '../fuzz/support/world.ts'
import type { Address } from '../model/index.ts'
import {
  type DealView,
  FOREVER,
  type LeaseView,
  leaseId,
  NO_LIMIT,
  newScene,
  PLAN,
  ROOT,
  type Scene,
} from './support/scene.ts'

const MAX_PRICE = 2 ** 24 - 1

describe('extreme values', () => {
  let scene: Scene
  let owner: Address
  let developer: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer] = [scene.people[0], scene.people[1]] as [Address, Address]
  })

  it('OFF-6 a walk that was cut at the highest price goes on there, not at the start of another region', async () => {
    await scene.provider(0)
    for (let i = 0; i < 2; i++) await scene.offer(owner, { price: MAX_PRICE, region: 1, units: 2 })
    const next = await scene.offer(owner, { price: MAX_PRICE, region: 1, units: 2, features: 1 })
    const plan = { regions: 3n, features: 1, maxPrice: MAX_PRICE }
    const deal = await scene.open(developer, plan, { maxSteps: 2n })
    await scene.offer(owner, { price: 5, features: 1, units: 2 })
    await scene.send(developer, 'fill', [deal, [], NO_LIMIT, 1n])
    const { leases } = await scene.lens<DealView>('deal', [deal])
    expect(leases.map((lease) => lease.offer)).to.deep.equal([next])
  })

  it('ESC-3 the dearest, largest and longest lease is paid, refunded and compensated to the micro-USDC', async () => {
    await mint(owner, 2n ** 50n)
    await mint(developer, 2n ** 56n)
    await scene.provider(0)
    const units = 60_000
    const offer = await scene.offer(owner, { price: MAX_PRICE, compensation: MAX_PRICE, units })
    const plan = { ...PLAN, instances: 239, unitsEach: 251, perProvider: 255, maxPrice: MAX_PRICE, epochs: 65_535 }
    const before = await scene.balance(developer)
    const deal = await scene.open(developer, plan)
    const rate = 239n * 251n * BigInt(MAX_PRICE)
    expect(before - (await scene.balance(developer))).to.equal(rate * 65_535n)
    await scene.pass(2)
    await scene.attest(0)
    await scene.pass(6)
    const paid = await scene.balance(owner)
    await scene.send(developer, 'claim', [1])
    expect((await scene.balance(owner)) - paid).to.equal(rate)
    const had = await scene.balance(developer)
    await scene.send(developer, 'refund', [leaseId(deal)])
    // epochs 3 to 9, the running one with them: the provider ended at the third; two are compensated
    expect((await scene.balance(developer)) - had).to.equal(7n * rate + 2n * rate)
    await scene.send(developer, 'cancelDeal', [deal])
    expect(await scene.balance(developer)).to.equal(before - rate + 2n * rate)
    const { locked } = await scene.lens<{ locked: bigint }>('offer', [offer])
    expect(locked).to.equal(BigInt(units) * BigInt(MAX_PRICE) * 5n - 2n * rate)
  })

  it('DEAL-1 a plan that costs 2^56 or more is refused, whoever has the money', async () => {
    await mint(developer, 2n ** 62n)
    const plan = { ...PLAN, instances: 4096, unitsEach: 255, maxPrice: MAX_PRICE, epochs: 65_535 }
    const refusal = await scene.refused(developer, 'openDeal', [plan, [], NO_LIMIT, 0n])
    expect(refusal.name).to.equal('OutOfRange')
    expect(refusal.args.slice(1)).to.deep.equal([4096n * 255n * BigInt(MAX_PRICE) * 65_535n, 1n, 2n ** 56n - 1n])
  })

  for (const field of ['instances', 'unitsEach', 'perProvider', 'regions', 'maxPrice', 'epochs'] as const) {
    it(`DEAL-1 a plan with no ${field} is refused`, async () => {
      const plan = { ...PLAN, [field]: field === 'regions' ? 0n : 0 }
      expect((await scene.refused(developer, 'openDeal', [plan, [], NO_LIMIT, 0n])).name).to.equal('OutOfRange')
    })
  }

  it('EPO-1 the market runs up to the last epochs that 24 bits can count', async () => {
    const last = 2 ** 24 - 1
    const genesis = (await scene.world.chain.now()) - 1n
    await scene.world.chain.setTime(genesis + BigInt(last - 8) * EPOCH_LENGTH)
    const at = Number(await scene.world.chain.read<number>(scene.world.bourse, 'currentEpoch'))
    expect(at).to.be.within(last - 8, last - 7)
    scene.world.market.epoch = at
    const provider = await scene.provider(0)
    await scene.offer(owner, { until: FOREVER })
    const late = await scene.refused(developer, 'openDeal', [{ ...PLAN, epochs: 20 }, [], NO_LIMIT, 9n])
    expect(late.name).to.equal('OutOfRange')
    const deal = await scene.open(developer, { epochs: 2 })
    await scene.pass(2)
    await scene.attest(0)
    await scene.pass(1)
    await scene.attest(0)
    await scene.send(developer, 'release', [leaseId(deal)])
    const view = await scene.lens<{ earned: bigint; attested: number }>('provider', [provider])
    expect(view).to.include({ earned: 400n, attested: 2 })
  })

  it('EPO-9 after 5,000 epochs of absence nobody pays more gas than after fifty', async () => {
    const gas = [await gasAfter(50), await gasAfter(5000)] as const
    for (const [what, few] of Object.entries(gas[0])) {
      const many = gas[1][what] ?? 0
      expect(many, what).to.be.within(few - 6_000, few + 6_000)
      expect(many, what).to.be.lessThan(300_000)
    }
  })

  it('EPO-9 a provider that was idle for 5,000 epochs is matched and attests as if it were one', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    await scene.pass(5000)
    const deal = await scene.open(developer, { epochs: 3 })
    await scene.pass(2)
    const { gasUsed } = await scene.attest(0)
    expect(Number(gasUsed)).to.be.lessThan(90_000)
    await scene.pass(5000)
    const { missed } = await scene.lens<LeaseView>('lease', [leaseId(deal)])
    expect(missed).to.equal(2)
    await scene.send(owner, 'resume')
    await scene.send(developer, 'release', [leaseId(deal)])
  })

  /** Gas of what each side does after the provider of a lease was away for so long. */
  async function gasAfter(epochs: number): Promise<Record<string, number>> {
    scene = await newScene()
    await scene.provider(0)
    const offer = await scene.offer(owner)
    const deals = []
    for (let i = 0; i < 3; i++) deals.push(await scene.open(developer, { epochs: 20_000 }))
    const [first, second, third] = deals as [number, number, number]
    await scene.pass(epochs)
    const used: Record<string, number> = {}
    const measure = async (name: string, from: Address, fn: string, args: readonly unknown[]) => {
      used[name] = Number((await scene.send(from, fn, args)).gasUsed)
    }
    await measure('sync', developer, 'sync', [1])
    await measure('refund', developer, 'refund', [leaseId(first)])
    await measure('replaceLease', developer, 'replaceLease', [leaseId(second), [], NO_LIMIT, 9n])
    await measure('cancelDeal', developer, 'cancelDeal', [third])
    await scene.pass(1)
    await measure('release', owner, 'release', [leaseId(third)])
    await measure('closeOffer', owner, 'closeOffer', [offer])
    await measure('claim', owner, 'claim', [1])
    const [operator, sender] = [scene.world.operators[0], scene.world.chain]
    if (!operator) throw new RangeError('there is no operator 0')
    const attested = await sender.send(operator.address.toLowerCase() as Address, scene.world.bourse, 'attest', [
      2,
      ROOT,
    ])
    expect(isReverted(attested) && attested.name).to.equal('HasEnded')
    const [key, signature] = await signOperator(scene.world, operator, owner)
    await measure('register', owner, 'register', [operator.address, key, '', signature])
    return used
  }

  async function mint(to: Address, amount: bigint) {
    const { token, governor } = scene.world
    await scene.sendTo(token, governor, 'mint', [to, amount])
    await scene.send(to, 'deposit', [to, amount])
  }
})
