// Where numbers end: each bound at its edge and one beyond, with what a refusal says; and words in storage that only years
// would fill.
import { expect } from 'chai'
import { encodeAbiParameters, type Hex, keccak256, numberToHex, stringToHex, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { signOperator } from '../fuzz/support/operator.ts'
import type { Address, Plan, Terms } from '../model/index.ts'
import { leaseId, NO_LIMIT, NOTICE, newScene, PLAN, ROOT, type Scene, SETTINGS, TERMS } from './support/scene.ts'

// contracts/libraries/Slots.sol
const [GLOBAL, OWNER, HOT, COLD] = [16n, 20n, 21n, 22n]
const MOST_16 = 2 ** 16 - 1
const MOST_24 = 2 ** 24 - 1
const MOST_56 = 2n ** 56n - 1n

describe('limits', () => {
  let scene: Scene
  let owner: Address
  let developer: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer] = [scene.people[0], scene.people[1]] as [Address, Address]
  })

  const operator = (n: number) => scene.world.operators[n] as PrivateKeyAccount
  const sender = (n: number) => operator(n).address.toLowerCase() as Address

  /** The refusal's name and arguments, fields as text. */
  async function refusal(from: Address, fn: string, args: readonly unknown[]): Promise<unknown[]> {
    const { name, args: given } = await scene.refused(from, fn, args)
    return [name, ...given.map((arg) => (typeof arg === 'number' ? BigInt(arg) : arg))]
  }

  function outOfRange(field: string, value: number | bigint, least: number | bigint, most: number | bigint): unknown[] {
    return ['OutOfRange', stringToHex(field, { size: 32 }), BigInt(value), BigInt(least), BigInt(most)]
  }

  async function mint(to: Address, amount: bigint): Promise<void> {
    await scene.sendTo(scene.world.token, scene.world.governor, 'mint', [to, amount])
    await scene.send(to, 'deposit', [to, amount])
  }

  /** Changes a record of the Bourse where it lies. */
  async function edit(slot: bigint | Hex, change: (word: bigint) => bigint): Promise<void> {
    const { chain, bourse } = scene.world
    const at = typeof slot === 'bigint' ? numberToHex(slot, { size: 32 }) : slot
    const [word] = await chain.read<[Hex]>(bourse, 'extsload', [[at]])
    // quantities have no leading zeros
    await chain.rpc(
      'hardhat_setStorageAt',
      bourse.address,
      toHex(BigInt(at)),
      numberToHex(change(BigInt(word)), { size: 32 }),
    )
  }

  async function wordOf(kind: bigint, key: number): Promise<bigint> {
    const [word] = await scene.world.chain.read<[Hex]>(scene.world.bourse, 'extsload', [[slotOf(kind, key)]])
    return BigInt(word)
  }

  function slotOf(kind: bigint, key: number): Hex {
    return keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [BigInt(key), kind]))
  }

  describe('OFF-1 of offers', () => {
    beforeEach(() => scene.provider(0))

    const wrong: [what: string, terms: Partial<Terms>, expected: unknown[]][] = [
      ['no price', { price: 0 }, outOfRange('price', 0, 1, MOST_24)],
      ['no units', { units: 0 }, outOfRange('units', 0, 1, MOST_16)],
      ['a 65th region', { region: 64 }, outOfRange('region', 64, 0, 63)],
      ['no epoch after the next', { until: 2 }, outOfRange('until', 2, 3, MOST_24)],
    ]
    for (const [what, terms, expected] of wrong) {
      it(`${what} is too little or too much`, async () => {
        expect(await refusal(owner, 'postOffer', [{ ...TERMS, ...terms }])).to.deep.equal(expected)
      })
    }

    it('the least and the most are taken, and told', async () => {
      await mint(owner, 2n ** 50n)
      for (const terms of [
        { price: 1, units: 1, compensation: 0, until: 3, region: 0 },
        { price: MOST_24, compensation: MOST_24, region: 63, minEpochs: MOST_16, features: 2 ** 32 - 1 },
        { price: 1, units: MOST_16, compensation: 0 },
      ]) {
        const id = await scene.offer(owner, terms)
        const view = await scene.lens<{ terms: Terms }>('offer', [id])
        expect(view.terms).to.deep.equal({ ...TERMS, ...terms })
      }
    })

    it('what a provider posts is bounded, so that its sums fit their fields', async () => {
      await mint(owner, 2n ** 58n)
      const { grace, window } = SETTINGS
      // Store.MOST_POSTED
      const most = (2n ** 48n - 1n) / BigInt(grace + window + 2)
      const bound = most < 2n ** 46n ? most : 2n ** 46n
      const [price, units] = [MOST_24, MOST_16]
      const each = BigInt(price) * BigInt(units)
      let posted = 0n
      for (; posted + each <= bound; posted += each) await scene.offer(owner, { price, units, compensation: 0 })
      const refused = await refusal(owner, 'postOffer', [{ ...TERMS, price, units, compensation: 0 }])
      expect(refused).to.deep.equal(outOfRange('rate', posted + each, 1, bound))
      const rest = Number((bound - posted) / BigInt(price))
      const last = await scene.offer(owner, { price, units: rest, compensation: 0 })
      // what is withdrawn counts no more, to the last unit
      await scene.send(owner, 'closeOffer', [last])
      await scene.pass(NOTICE)
      expect((await refusal(owner, 'postOffer', [{ ...TERMS, price, units: rest, compensation: 0 }]))[0]).to.equal(
        'OutOfRange',
      )
      await scene.send(owner, 'withdrawOffer', [last])
      await scene.offer(owner, { price, units: rest, compensation: 0 })
      expect((await refusal(owner, 'postOffer', [{ ...TERMS, price, units: 1, compensation: 0 }]))[0]).to.equal(
        'OutOfRange',
      )
    })

    it('what was lost with its backing counts no more', async () => {
      const provider = await scene.lens<number>('providerOf', [owner])
      await scene.offer(owner, { units: 2, price: 7, compensation: 1000 })
      const deal = await scene.open(developer, { epochs: 2 })
      const cold = await wordOf(COLD, provider)
      await scene.pass(5)
      await scene.send(developer, 'release', [leaseId(deal)])
      const posted = (word: bigint) => (word >> 176n) & (2n ** 48n - 1n)
      expect([posted(cold), posted(await wordOf(COLD, provider))]).to.deep.equal([14n, 0n])
    })
  })

  describe('DEAL-1 of plans', () => {
    const wrong: [what: string, plan: Partial<Plan>, expected: unknown[]][] = [
      ['no instances', { instances: 0 }, outOfRange('instances', 0, 1, 4096)],
      ['4097 instances', { instances: 4097 }, outOfRange('instances', 4097, 1, 4096)],
      ['no units', { unitsEach: 0 }, outOfRange('unitsEach', 0, 1, 255)],
      ['no spread', { perProvider: 0 }, outOfRange('perProvider', 0, 1, 255)],
      ['no region', { regions: 0n }, outOfRange('regions', 0, 1, 2n ** 64n - 1n)],
      ['no price', { maxPrice: 0 }, outOfRange('maxPrice', 0, 1, MOST_24)],
      ['no epochs', { epochs: 0 }, outOfRange('epochs', 0, 1, MOST_16)],
    ]
    for (const [what, plan, expected] of wrong) {
      it(`${what} is too little or too much`, async () => {
        const args = [{ ...PLAN, ...plan }, [], NO_LIMIT, 0n]
        expect(await refusal(developer, 'openDeal', args)).to.deep.equal(expected)
      })
    }

    it('the least and the most are taken', async () => {
      await mint(developer, 2n ** 57n)
      for (const plan of [
        { instances: 1, unitsEach: 1, perProvider: 1, regions: 1n, maxPrice: 1, epochs: 1 },
        { instances: 4096, unitsEach: 255, perProvider: 255, regions: 2n ** 64n - 1n, maxPrice: 1, epochs: MOST_16 },
        {
          instances: 1,
          unitsEach: 1,
          maxPrice: MOST_24,
          epochs: MOST_16,
          features: 2 ** 32 - 1,
          minCompensation: MOST_24,
        },
        { instances: 1, tip: 2 ** 32 - 1, leastInstances: MOST_16, minReputation: 2n ** 64n - 1n },
      ]) {
        const id = await scene.open(developer, plan)
        const view = await scene.lens<{ plan: Plan }>('deal', [id])
        expect(view.plan).to.deep.equal({ ...PLAN, ...plan })
      }
    })

    it('what runs is changed within the same bounds', async () => {
      await scene.provider(0)
      await scene.offer(owner, { units: 100 })
      const deal = await scene.open(developer, { instances: 4 })
      const args = (instances: number) => [deal, instances, [], NO_LIMIT, 9n]
      expect(await refusal(developer, 'scaleUp', args(0))).to.deep.equal(outOfRange('instances', 0, 1, 4096))
      expect(await refusal(developer, 'scaleUp', args(4093))).to.deep.equal(outOfRange('instances', 4097, 1, 4096))
      const lease = leaseId(deal)
      for (const n of [0, 5]) {
        expect(await refusal(developer, 'scaleDown', [lease, n])).to.deep.equal(outOfRange('instances', n, 1, 4))
      }
      expect(await refusal(developer, 'dropUnfilled', [deal, 1])).to.deep.equal(outOfRange('instances', 1, 1, 0))
      expect(await refusal(developer, 'setMaxPrice', [deal, 0])).to.deep.equal(outOfRange('maxPrice', 0, 1, MOST_24))
      expect(await refusal(developer, 'extendDeal', [deal, 0])).to.deep.equal(outOfRange('epochs', 0, 1, MOST_16))
    })

    it('a reserve fits its field, or is refused', async () => {
      await mint(developer, 2n ** 60n)
      const deal = await scene.open(developer, { instances: 4096, unitsEach: 255, maxPrice: 1, epochs: MOST_16 })
      const span = 4096n * 255n * 65_535n
      const price = Number(MOST_56 / span)
      await scene.send(developer, 'setMaxPrice', [deal, price])
      expect(await refusal(developer, 'setMaxPrice', [deal, price + 1])).to.deep.equal(
        outOfRange('reserve', span * BigInt(price + 1), 0, MOST_56),
      )
      const more = 4096n * 255n * BigInt(price) * 65_535n
      expect(await refusal(developer, 'extendDeal', [deal, MOST_16])).to.deep.equal(
        outOfRange('reserve', span * BigInt(price) + more, 0, MOST_56),
      )
    })
  })

  describe('words that years would fill', () => {
    async function registration(n: number, person = n) {
      const from = scene.people[person] as Address
      const [key, signature] = await signOperator(scene.world, operator(n), from)
      return { from, key, signature, args: [operator(n).address, key, '', signature] }
    }

    it('OFF-4 there are as many providers as their ids can name', async () => {
      const { from, args } = await registration(0)
      await edit(GLOBAL, (word) => word | BigInt(MOST_24 - 1))
      await scene.send(from, 'register', args)
      expect(await scene.lens<number>('providerOf', [from])).to.equal(MOST_24)
      const next = await registration(1)
      expect(await refusal(next.from, 'register', next.args)).to.deep.equal(
        outOfRange('providers', MOST_24 + 1, 1, MOST_24),
      )
    })

    it('OFF-4 a provider has as many keys as it can count', async () => {
      const provider = await scene.provider(0)
      const [key, signature] = await signOperator(scene.world, operator(5), owner)
      await edit(slotOf(OWNER, provider), (word) => word + (BigInt(MOST_16 - 1) << 160n))
      expect(await refusal(owner, 'setOperator', [operator(5).address, key, signature])).to.deep.equal(
        outOfRange('keys', MOST_16 + 1, 1, MOST_16),
      )
      await edit(slotOf(OWNER, provider), (word) => word - (1n << 160n))
      await scene.send(owner, 'setOperator', [operator(5).address, key, signature])
    })

    it('DEAL-8 leases given up are counted to 255', async () => {
      const provider = await scene.provider(0)
      await scene.offer(owner, { units: 100 })
      const declined = async () => (await scene.lens<{ declined: number }>('provider', [provider])).declined
      await edit(slotOf(COLD, provider), (word) => word + (253n << 248n))
      for (const expected of [254, 255, 255]) {
        const deal = await scene.open(developer)
        await scene.send(owner, 'decline', [leaseId(deal)])
        expect(await declined()).to.equal(expected)
      }
    })

    it('EPO-1 an epoch whose pay would not fit is not attested', async () => {
      const provider = await scene.provider(0)
      await scene.offer(owner)
      await scene.open(developer)
      await scene.pass(2)
      const slot = slotOf(HOT, provider)
      await edit(slot, (word) => word | ((MOST_56 - 199n) << 168n))
      const epoch = scene.epoch() - 1
      expect(await refusal(sender(0), 'attest', [epoch, ROOT])).to.deep.equal([
        ...['NotAttestable', BigInt(epoch), BigInt(epoch), BigInt(scene.epoch())],
      ])
      await edit(slot, (word) => word - (1n << 168n))
      await scene.attest(0)
    })
  })

  describe('what refusals say', () => {
    it('EPO-1 which epoch is expected, and which one runs', async () => {
      await scene.provider(0)
      await scene.offer(owner)
      await scene.open(developer)
      await scene.pass(2)
      expect(await refusal(sender(0), 'attest', [3, ROOT])).to.deep.equal(['NotAttestable', 3n, 2n, 3n])
      expect(await refusal(owner, 'retire', [])).to.deep.equal(['NotIdle', 1n, 2n])
      expect(await refusal(owner, 'resume', [])).to.deep.equal(['NotIdle', 1n, 2n])
    })

    it('DEAL-5 from when on a deal is renewed, and that it is over', async () => {
      await scene.provider(0)
      await scene.offer(owner)
      const deal = await scene.open(developer, { renew: true, epochs: 10 })
      const end = 12
      expect(await refusal(owner, 'renewDeal', [deal])).to.deep.equal(['TooEarly', 1n, BigInt(end - SETTINGS.window)])
      const fixed = await scene.open(developer)
      expect(await refusal(owner, 'renewDeal', [fixed])).to.deep.equal(['NotRenewable', BigInt(fixed)])
      await scene.pass(end)
      expect(await refusal(developer, 'extendDeal', [deal, 1])).to.deep.equal(['DealOver', BigInt(deal), BigInt(end)])
      expect(await refusal(developer, 'fill', [deal, [], NO_LIMIT, 9n])).to.deep.equal(['NothingToFill', BigInt(deal)])
    })

    it('DEAL-4 when a lease ended, and from when on it is released', async () => {
      await scene.provider(0)
      await scene.offer(owner)
      const deal = await scene.open(developer, { epochs: 2 })
      const lease = leaseId(deal)
      expect(await refusal(developer, 'release', [lease])).to.deep.equal(['TooEarly', 1n, BigInt(4 + SETTINGS.grace)])
      await scene.pass(2)
      const over = ['LeaseOver', BigInt(lease), 4n]
      expect(await refusal(owner, 'decline', [lease])).to.deep.equal(over)
      expect(await refusal(developer, 'scaleDown', [lease, 1])).to.deep.equal(over)
      await scene.pass(5)
      await scene.send(developer, 'release', [lease])
      expect(await refusal(developer, 'release', [lease])).to.deep.equal(over)
    })

    it('OFF-5 from when on stakes are free, and how many units are leased', async () => {
      const provider = await scene.provider(0)
      const offer = await scene.offer(owner)
      await scene.open(developer, { epochs: 1 })
      await scene.send(owner, 'closeOffer', [offer])
      expect(await refusal(owner, 'withdrawOffer', [offer])).to.deep.equal(['UnitsLeased', BigInt(offer), 2n])
      await scene.pass(5)
      await scene.send(owner, 'resume')
      await scene.send(owner, 'retire')
      const free = BigInt(scene.epoch() + NOTICE)
      expect(await refusal(owner, 'withdrawStake', [provider])).to.deep.equal(['TooEarly', BigInt(scene.epoch()), free])
    })

    it('ESC-2 how much there is, and how much was wanted', async () => {
      const has = await scene.balance(owner)
      expect(await refusal(owner, 'withdraw', [owner, has + 1n])).to.deep.equal(['BalanceTooLow', has, has + 1n])
      await scene.send(owner, 'withdraw', [owner, has])
      expect(await scene.balance(owner)).to.equal(0n)
    })
  })
})
