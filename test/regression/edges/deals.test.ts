// What leases, locks and stakes do at their edges.
import { expect } from 'chai'
import { encodeAbiParameters, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import { type Address, NOBODY } from '../../model/index.ts'
import { type DealView, type LeaseView, leaseId, MONEY, newScene, ROOT, type Scene } from '../support/scene.ts'

const HOT = 21n

describe('leases, locks and stakes at their edges', () => {
  let scene: Scene
  let owner: Address
  let developer: Address
  let attacker: Address

  const start = async (modules: Parameters<typeof newScene>[1] = {}) => {
    scene = await newScene({}, modules)
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]] as [Address, Address, Address]
    await scene.provider(0)
  }
  beforeEach(() => start())

  const lease = (id: number) => scene.lens<LeaseView>('lease', [id])
  const deal = (id: number) => scene.lens<DealView & { end: number }>('deal', [id])
  const faults = () => scene.world.market.rules.modules.faults
  const punish = () => scene.send(faults(), 'punish', [1, attacker])

  it('DEAL-5 what is extended runs on where offer and provider allow it, and ends as it would have elsewhere', async () => {
    const people = scene.people.slice(2, 5) as Address[]
    for (const n of [2, 3, 4]) await scene.provider(n)
    await scene.offer(owner)
    await scene.offer(people[0] as Address)
    await scene.offer(people[1] as Address, { until: 14 })
    await scene.offer(people[2] as Address)
    const id = await scene.open(developer, { instances: 4, perProvider: 1 })
    expect((await deal(id)).leases.map((l) => l.end)).to.deep.equal([12, 12, 12, 12])
    await scene.send(people[0] as Address, 'closeOffer', [2])
    await scene.pass(2)
    for (const n of [0, 2, 3]) await scene.attest(n)
    await scene.pass(1)
    for (const n of [0, 2, 3]) await scene.attest(n)
    const before = await scene.balance(developer)
    await scene.send(developer, 'extendDeal', [id, 5])
    expect((await deal(id)).leases.map((l) => l.end)).to.deep.equal([17, 12, 12, 12])
    expect(before - (await scene.balance(developer))).to.equal(5n * 200n)
  })

  it('EPO-9 an absence goes on over an epoch in which nothing was owed: two ranges, each lease misses its own', async () => {
    await scene.offer(owner)
    const first = await scene.open(developer, { epochs: 1 })
    await scene.pass(2)
    // the first lease is over and its epoch within its grace: the provider is still taken
    const second = await scene.open(developer, { epochs: 5 })
    await scene.pass(3)
    await scene.send(attacker, 'sync', [1])
    const [a, b] = [await lease(leaseId(first)), await lease(leaseId(second))]
    expect([a.missed, b.missed]).to.deep.equal([1, 1])
    expect(await scene.lens<object>('provider', [1])).to.include({ missed: 2, ended: false })
  })

  it('DEAL-8 without a registry no change of an alias makes giving up free', async () => {
    await start({ registry: zeroAddress })
    await scene.offer(owner)
    const id = await scene.open(developer)
    await scene.pass(2)
    await scene.send(scene.people[0] as Address, 'decline', [leaseId(id)])
    expect(await lease(leaseId(id))).to.include({ end: 4, live: true })
    expect(await scene.balance(developer)).to.equal(MONEY - 10n * 200n + 200n)
  })

  it('EPO-9 without modules that hold stakes they leave after the notice', async () => {
    await start({ faults: zeroAddress, disputes: zeroAddress })
    await scene.offer(owner)
    await scene.send(owner, 'closeOffer', [1])
    await scene.send(owner, 'retire')
    await scene.pass(6)
    await scene.send(owner, 'withdrawStake', [1])
    await scene.send(owner, 'withdrawOffer', [1])
    expect(await scene.balance(owner)).to.equal(MONEY)
  })

  it('DEAL-8 leases that were given up are counted to 255, and given up after that as before', async () => {
    await scene.offer(owner, { price: 1, compensation: 0 })
    const plan = { unitsEach: 1, instances: 1, epochs: 2 }
    for (let n = 0; n < 257; n++) await scene.send(owner, 'decline', [leaseId(await scene.open(developer, plan))])
    expect(await scene.lens<object>('provider', [1])).to.include({ declined: 255, missed: 0 })
    expect(await lease(leaseId(257))).to.include({ released: true, live: false })
  }).timeout(60_000)

  it('DEAL-5 no lease of a cancelled deal runs on: none is left to give up or to end for a breach', async () => {
    await scene.offer(owner)
    const id = await scene.open(developer)
    await scene.pass(2)
    await scene.send(developer, 'cancelDeal', [id])
    expect(await scene.refused(owner, 'decline', [leaseId(id)])).to.deep.equal({
      name: 'LeaseOver',
      args: [leaseId(id), 4],
    })
    const before = await scene.balance(developer)
    await scene.send(faults(), 'breach', [leaseId(id), 3])
    expect((await scene.balance(developer)) - before).to.equal(200n)
    expect(await deal(id)).to.include({ open: false, unfilled: 0, reserve: 0n })
  })

  it('ESC-6 a lease that had not begun at the verdict gets its whole lock, though nothing was missed', async () => {
    await scene.offer(owner)
    await scene.pass(8)
    const id = await scene.open(developer)
    await punish()
    expect(await lease(leaseId(id))).to.include({ missed: 0, start: 10 })
    const before = await scene.balance(developer)
    await scene.send(attacker, 'refund', [leaseId(id)])
    expect((await scene.balance(developer)) - before).to.equal(2n * (100n * 3n + 40n * 2n))
    await scene.send(attacker, 'refund', [leaseId(id)])
    expect((await scene.balance(developer)) - before).to.equal(2n * (100n * 3n + 40n * 2n))
  })

  it('ESC-6 a breach after the lock was taken for a fatal fault pays nothing more', async () => {
    await scene.offer(owner)
    const id = await scene.open(developer)
    await scene.pass(2)
    await punish()
    await scene.send(attacker, 'refund', [leaseId(id)])
    const before = await scene.balance(developer)
    await scene.send(faults(), 'breach', [leaseId(id), 3])
    expect(await scene.balance(developer)).to.equal(before)
    expect((await lease(leaseId(id))).end).to.equal(4)
  })

  it('ESC-6 who has taken its stake has none to burn, and whoever reports it gets nothing', async () => {
    await scene.send(owner, 'retire')
    await scene.pass(6)
    await scene.send(owner, 'withdrawStake', [1])
    await punish()
    expect(await scene.balance(attacker)).to.equal(MONEY)
    expect(await scene.balance(NOBODY)).to.equal(0n)
    expect(await scene.balance(owner)).to.equal(MONEY)
  })

  it('EPO-2 what a provider earned never overflows: the epoch that would is not attested', async () => {
    await scene.offer(owner)
    await scene.open(developer)
    await scene.pass(2)
    const { chain, bourse } = scene.world
    const slot = keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [1n, HOT]))
    const [word] = await chain.read<[Hex]>(bourse, 'extsload', [[slot]])
    const most = (1n << 56n) - 1n
    const earn = (sum: bigint) =>
      chain.rpc(
        'hardhat_setStorageAt',
        bourse.address,
        slot,
        toHex((BigInt(word) & ~(most << 168n)) | (sum << 168n), { size: 32 }),
      )
    const operator = scene.world.operators[0]?.address.toLowerCase() as Address
    await earn(most - 199n)
    expect(await scene.refused(operator, 'attest', [2, ROOT])).to.deep.equal({ name: 'NotAttestable', args: [2, 2, 3] })
    await earn(most - 200n)
    await scene.attest(0, 2)
    expect(await scene.lens<object>('provider', [1])).to.include({ earned: most })
  })

  it('EPO-7 nobody registers with the operator that a broken signature recovers to', async () => {
    const broken: Hex = `0x${'00'.repeat(65)}`
    const refusal = await scene.refused(developer, 'register', [zeroAddress, ROOT, '', broken])
    expect(refusal).to.deep.equal({ name: 'BadSignature', args: [zeroAddress, zeroAddress] })
  })
})
