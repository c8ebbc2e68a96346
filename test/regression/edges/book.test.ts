// What walks, quotes and views say at their edges.
import { expect } from 'chai'
import { type Hex, zeroAddress } from 'viem'
import type { Address, Plan, Terms } from '../../model/index.ts'
import { type DealView, NO_LIMIT, newScene, PLAN, type Scene } from '../support/scene.ts'

/** As in IBourseLens. */
const Reason = { NoOffer: 0, Price: 1, Region: 2, Leases: 10, Several: 11, Unseen: 12 }

interface Quote {
  leases: { offer: number; instances: number }[]
  unfilled: { instances: number; reason: number; offer: number; price: number; region: number }[]
  complete: boolean
}

const NOTHING = `0x${'00'.repeat(23)}`

describe('walks, quotes and views at their edges', () => {
  let scene: Scene
  let owner: Address
  let developer: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer] = [scene.people[0], scene.people[1]] as [Address, Address]
    await scene.provider(0)
  })

  const ONE = { unitsEach: 1, instances: 1, perProvider: 255 }
  const offer = (price: number, units: number, terms: Partial<Terms> = {}) =>
    scene.offer(owner, { price, units, compensation: 0, ...terms })
  const open = (plan: Partial<Plan>, tries = {}) => scene.open(developer, { ...ONE, ...plan }, tries)
  const fill = (deal: number, hints: number[], steps: bigint) =>
    scene.send(developer, 'fill', [deal, hints, NO_LIMIT, steps])
  const deal = (id: number) => scene.lens<DealView>('deal', [id])
  const offersOf = async (id: number) => (await deal(id)).leases.map((l) => [l.offer, l.instances])
  const quote = (plan: Partial<Plan>, steps = 1000n) =>
    scene.lens<Quote>('quote', [{ ...PLAN, ...ONE, ...plan }, [], NO_LIMIT, steps])
  const whyOf = async (plan: Partial<Plan>, steps?: bigint) =>
    (await quote(plan, steps)).unfilled.map(({ instances, reason, offer: id }) => [reason, id, instances])

  describe('a walk', () => {
    it('DEAL-1 that was cut at a price which is sold out goes on there', async () => {
      await offer(10, 1)
      await offer(20, 1)
      await offer(30, 1)
      await open({ maxPrice: 20, instances: 1 }, { hints: [2] })
      const id = await open({ minCompensation: 0, instances: 2 }, { maxSteps: 1n })
      // the step was spent on the first; the mark of the second's price is stale
      expect(await offersOf(id)).to.deep.equal([[1, 1]])
      await fill(id, [], 1n)
      expect(await offersOf(id)).to.deep.equal([[1, 1]])
      await fill(id, [], 1n)
      expect(await offersOf(id)).to.deep.equal([
        [1, 1],
        [3, 1],
      ])
    })

    it('DEAL-1 whose next offer was sold meanwhile goes on at that price', async () => {
      await offer(10, 1)
      await offer(20, 1)
      await offer(30, 1)
      const id = await open({ instances: 2 }, { maxSteps: 1n })
      await open({ maxPrice: 20 }, { hints: [2] })
      await fill(id, [], 5n)
      expect(await offersOf(id)).to.deep.equal([
        [1, 1],
        [3, 1],
      ])
    })

    it('DEAL-1 an offer hinted twice is taken once', async () => {
      await offer(10, 2)
      const id = await open({ instances: 3 }, { hints: [1, 1] })
      expect(await offersOf(id)).to.deep.equal([[1, 2]])
      expect(await deal(id)).to.include({ unfilled: 1 })
    })
  })

  describe('a quote', () => {
    it('DEAL-2 passes over prices that are sold out', async () => {
      await offer(10, 1)
      await offer(20, 1, { region: 3 })
      await open({}, { hints: [1] })
      expect(await whyOf({ regions: 1n })).to.deep.equal([[Reason.Region, 2, 1]])
      expect(await whyOf({ regions: 1n }, 1n)).to.deep.equal([[Reason.NoOffer, 0, 1]])
    })

    it('DEAL-2 a reputation that suffices is no reason', async () => {
      await offer(300, 1)
      await scene.pass(2)
      expect(await whyOf({ minReputation: 1n, maxPrice: 200 })).to.deep.equal([[Reason.Price, 1, 1]])
      expect(await whyOf({ minReputation: 2n ** 64n - 1n, maxPrice: 200 })).to.deep.equal([[Reason.Several, 1, 1]])
    })

    it('DEAL-2 what a smaller rest could take is unseen where the look was cut, and no reason where it was not', async () => {
      await offer(10, 2)
      await offer(20, 3)
      const plan = { instances: 5, leastInstances: 3 }
      expect(await quote(plan)).to.deep.include({ complete: true })
      expect(await whyOf(plan)).to.deep.equal([[Reason.NoOffer, 0, 2]])
      await offer(30, 1)
      expect(await quote(plan, 2n)).to.deep.include({ complete: false })
      expect(await whyOf(plan, 2n)).to.deep.equal([[Reason.Unseen, 1, 2]])
    })

    it('DEAL-2 names the sixty-fifth offer as one too many, and sums up what does not fit its list', async () => {
      for (let n = 1; n <= 67; n++) await offer(n, 1)
      const whole = await quote({ instances: 67 })
      expect(whole.leases.length).to.equal(64)
      expect(await whyOf({ instances: 67 })).to.deep.equal([
        [Reason.Leases, 65, 1],
        [Reason.Leases, 66, 1],
        [Reason.Leases, 67, 1],
      ])
      const why = await whyOf({ instances: 70, regions: 2n })
      expect(why.length).to.equal(65)
      expect(why[63]).to.deep.equal([Reason.Region, 64, 1])
      // the 65th offer and all after it
      expect(why[64]).to.deep.equal([Reason.Several, 65, 6])
    }).timeout(60_000)
  })

  describe('a view', () => {
    it('of what there is not is empty', async () => {
      for (const fn of ['offer', 'deal', 'lease']) expect(await scene.lens<object>(fn, [99])).to.include({ id: 0 })
      expect(await scene.lens<object>('provider', [99])).to.include({ owner: zeroAddress, endpoint: '', baseStake: 0 })
      expect(await scene.lens('operatorAt', [99, 5])).to.equal(zeroAddress)
      expect(await scene.lens('operatorAt', [1, 0])).to.equal(zeroAddress)
      expect(await scene.lens('operatorAt', [1, 2])).to.equal(scene.world.operators[0]?.address)
    })

    it('says the modules that the market was made with', async () => {
      const { chain, bourse, market, registry } = scene.world
      const modules = await chain.read<Record<string, string>>(bourse, 'modules')
      const lower = Object.fromEntries(Object.entries(modules).map(([name, value]) => [name, value.toLowerCase()]))
      expect(lower).to.deep.equal({ ...market.rules.modules, registry: registry.address.toLowerCase() })
    })

    it('gives an endpoint of any length back as it was set, by its owner alone', async () => {
      for (const length of [0, 1, 31, 32, 33, 64, 200]) {
        const endpoint = `https://${'w'.repeat(length)}`.slice(0, length)
        await scene.send(owner, 'setEndpoint', [endpoint])
        expect(await scene.lens<object>('provider', [1])).to.include({ endpoint })
      }
      expect((await scene.refused(developer, 'setEndpoint', ['x'])).name).to.equal('NotOwner')
    })

    it('EPO-1 of an attestation is that of its epoch alone: none of epoch 0, of a missed one, of one before the ring', async () => {
      const root = (epoch: number) => scene.lens<Hex>('attestation', [1, epoch])
      await offer(10, 1)
      await open({ epochs: 60 })
      await scene.pass(3)
      // epoch 2 is out of its grace
      await scene.attest(0, 3)
      expect(await root(3)).not.to.equal(NOTHING)
      for (const epoch of [0, 2, 4]) expect(await root(epoch)).to.equal(NOTHING)
      for (let i = 0; i < 40; i++) {
        await scene.pass(1)
        await scene.attest(0)
      }
      expect(await root(3)).to.equal(NOTHING)
      expect(await root(scene.epoch() - 1)).not.to.equal(NOTHING)
    })

    it('EPO-1 of an attestation is empty for a provider that was idle ever since', async () => {
      await scene.pass(100)
      await scene.send(developer, 'sync', [1])
      expect(await scene.lens<object>('provider', [1])).to.include({ attested: 0, missed: 0 })
      for (const epoch of [1, 50, 99]) expect(await scene.lens('attestation', [1, epoch])).to.equal(NOTHING)
      expect((await scene.refused(developer, 'sync', [9])).name).to.equal('UnknownProvider')
      expect((await scene.refused(developer, 'claim', [9])).name).to.equal('UnknownProvider')
    })
  })
})
