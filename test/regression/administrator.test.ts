import { expect } from 'chai'
import { type Hex, zeroAddress, zeroHash } from 'viem'
import { isReverted } from '../fuzz/support/chain.ts'
import { type Address, NOBODY } from '../model/index.ts'
import { type DealView, leaseId, NO_LIMIT, newScene, PLAN, type Scene, TERMS } from './support/scene.ts'

/** All that the administrator has, docs/security.md. */
const ITS_OWN = ['setPaused', 'transferOwnership', 'acceptOwnership']

describe('the administrator', () => {
  let scene: Scene
  let [owner, developer, governor]: Address[] = []

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer, governor] = [scene.people[0], scene.people[1], scene.world.governor]
    await scene.provider(0)
    await scene.offer(owner as Address)
    await scene.open(developer as Address, { instances: 2, renew: true, epochs: 3 })
    await scene.open(developer as Address, { maxPrice: 3 })
    await scene.pass(1)
    // what time has freed of the reserve goes back with the next fill, by whomever: that is done
    await scene.send(developer as Address, 'fill', [2, [], NO_LIMIT, 9n])
  })

  /** Everybody's money, and everything that is in the market. */
  async function everything(): Promise<string> {
    const { world, people } = scene
    const accounts = [...people, governor as Address, NOBODY, ...Object.values(world.market.rules.modules)]
    const state = [
      await Promise.all(accounts.map(scene.balance)),
      await world.chain.read(world.token, 'balanceOf', [world.bourse.address]),
      await scene.lens('provider', [1]),
      await scene.lens('offer', [1]),
      await Promise.all([1, 2].map((deal) => scene.lens('deal', [deal]))),
      await scene.lens('counts', []),
    ]
    return JSON.stringify(state, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  }

  /** A call of every function, at what belongs to others. */
  function attempts(): Record<string, readonly unknown[]> {
    const lease = leaseId(1)
    const someone = developer as Address
    const signature: Hex = `0x${'11'.repeat(65)}`
    const deadline = 2n ** 40n
    return {
      deposit: [governor, 1n],
      depositWithPermit: [someone, 1n, deadline, signature],
      depositWithAuthorization: [someone, governor, 1n, 0n, deadline, zeroHash, signature],
      withdraw: [governor, 1n],
      transfer: [governor, 1n],
      take: [someone, 1n],
      register: [someone, zeroHash, '', signature],
      setOperator: [someone, zeroHash, signature],
      setEndpoint: ['https://elsewhere.example'],
      resume: [],
      retire: [],
      withdrawStake: [1],
      postOffer: [TERMS],
      closeOffer: [1],
      withdrawOffer: [1],
      openDeal: [PLAN, [], NO_LIMIT, 9n],
      fill: [2, [], NO_LIMIT, 9n],
      replaceLease: [lease, [], NO_LIMIT, 9n],
      cancelDeal: [1],
      extendDeal: [1, 1],
      renewDeal: [2],
      scaleUp: [1, 1, [], NO_LIMIT, 9n],
      scaleDown: [lease, 1],
      dropUnfilled: [2, 1],
      setMaxPrice: [1, 1],
      refund: [lease],
      release: [lease],
      setDelegate: [owner, true],
      decline: [lease],
      breach: [lease, 1],
      punish: [1, governor],
      attest: [1, zeroHash],
      attestBatch: [[{ provider: 1, epoch: 2, root: zeroHash, tip: 9, r: zeroHash, vs: zeroHash }]],
      sync: [1],
      claim: [1],
    }
  }

  it('ESC-4 can move nothing of anybody, by any function that there is', async () => {
    const { chain, bourse } = scene.world
    const functions = bourse.abi.flatMap((item) =>
      item.type === 'function' && item.stateMutability !== 'view' && item.stateMutability !== 'pure' ? [item.name] : [],
    )
    const calls = attempts()
    expect([...Object.keys(calls), ...ITS_OWN].sort()).to.deep.equal(functions.sort())
    for (const paused of [false, true]) {
      await scene.send(governor as Address, 'setPaused', [paused])
      const before = await everything()
      for (const [name, args] of Object.entries(calls)) {
        await chain.send(governor as Address, bourse, name, args)
        expect(await everything(), name).to.equal(before)
      }
    }
  })

  it('ESC-4 pauses what is new, and no exit: everybody leaves while it is paused', async () => {
    await scene.send(governor as Address, 'setPaused', [true])
    const refused: Record<string, [Address, ...unknown[]]> = {
      postOffer: [owner as Address, TERMS],
      openDeal: [developer as Address, PLAN, [], NO_LIMIT, 9n],
      fill: [developer as Address, 2, [], NO_LIMIT, 9n],
      extendDeal: [developer as Address, 1, 1],
      renewDeal: [developer as Address, 1],
      scaleUp: [developer as Address, 1, 1, [], NO_LIMIT, 9n],
    }
    for (const [name, [from, ...args]] of Object.entries(refused)) {
      expect((await scene.refused(from, name, args)).name, name).to.equal('MarketPaused')
    }
    await scene.send(developer as Address, 'scaleDown', [leaseId(1), 1])
    await scene.send(developer as Address, 'setMaxPrice', [2, 1])
    await scene.send(developer as Address, 'dropUnfilled', [2, 1])
    await scene.send(owner as Address, 'decline', [leaseId(1)])
    await scene.send(developer as Address, 'cancelDeal', [1])
    await scene.pass(1)
    await scene.attest(0, 2)
    await scene.pass(6)
    for (const index of [0, 1]) await scene.send(owner as Address, 'release', [leaseId(1, index)])
    await scene.send(owner as Address, 'claim', [1])
    await scene.send(owner as Address, 'closeOffer', [1])
    await scene.send(owner as Address, 'retire')
    await scene.pass(6)
    await scene.send(owner as Address, 'withdrawOffer', [1])
    await scene.send(owner as Address, 'withdrawStake', [1])
    for (const person of scene.people) await scene.send(person, 'withdraw', [person, await scene.balance(person)])
    expect(await scene.world.chain.read(scene.world.token, 'balanceOf', [scene.world.bourse.address])).to.equal(0n)
  })

  it('ESC-4 a lease that is replaced meanwhile ends, and no other is bought, by hints or by walking', async () => {
    const leases = async () =>
      (await scene.lens<DealView>('deal', [1])).leases.filter(({ end }) => end > scene.epoch() + 1)
    await scene.send(governor as Address, 'setPaused', [true])
    expect(await leases()).to.have.length(1)
    await scene.send(developer as Address, 'replaceLease', [leaseId(1), [1], NO_LIMIT, 9n])
    expect(await leases()).to.deep.equal([])
    await scene.send(governor as Address, 'setPaused', [false])
    await scene.send(developer as Address, 'fill', [1, [1], NO_LIMIT, 9n])
    expect(await leases()).to.have.length(1)
  })

  it('ESC-4 is who the lens says it is', async () => {
    const [config] = await scene.lens<[{ owner: Address }]>('config', [])
    expect(config.owner.toLowerCase()).to.equal(governor)
  })

  it('ESC-4 hands its right on in two steps; offered to nobody, nobody has it but the old one', async () => {
    const next = scene.people[2] as Address
    await scene.send(governor as Address, 'transferOwnership', [next])
    expect((await scene.refused(next, 'setPaused', [true])).name).to.equal('NotOwner')
    expect((await scene.refused(developer as Address, 'acceptOwnership')).name).to.equal('NotOwner')
    await scene.send(governor as Address, 'transferOwnership', [zeroAddress])
    expect(isReverted(await scene.world.chain.send(next, scene.world.bourse, 'acceptOwnership', []))).to.equal(true)
    await scene.send(governor as Address, 'transferOwnership', [next])
    await scene.send(next, 'acceptOwnership')
    expect((await scene.refused(governor as Address, 'setPaused', [true])).name).to.equal('NotOwner')
    await scene.send(next, 'setPaused', [true])
  })
})
