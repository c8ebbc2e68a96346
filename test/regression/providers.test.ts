import { expect } from 'chai'
import type { PrivateKeyAccount } from 'viem/accounts'
import { signOperator } from '../fuzz/support/operator.ts'
import type { Address } from '../model/index.ts'
import { leaseId, NOTICE, newScene, ROOT, type Scene } from './support/scene.ts'

describe('attacks on and by providers', () => {
  let scene: Scene
  let [owner, developer, attacker]: Address[] = []

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]]
  })

  const operator = (n: number) => scene.world.operators[n] as PrivateKeyAccount
  const sender = (n: number) => operator(n).address.toLowerCase() as Address

  it('OFF-4 nobody takes an operator key that has not signed for them', async () => {
    const [key, signature] = await signOperator(scene.world, operator(0), owner as Address)
    const copied = await scene.refused(attacker as Address, 'register', [operator(0).address, key, '', signature])
    expect(copied.name).to.equal('BadSignature')
    const [ownKey, ownSignature] = await signOperator(scene.world, operator(5), attacker as Address)
    const forged = [operator(0).address, ownKey, '', ownSignature]
    expect((await scene.refused(attacker as Address, 'register', forged)).name).to.equal('BadSignature')
    await scene.send(owner as Address, 'register', [operator(0).address, key, '', signature])
  })

  it('OFF-4 an operator key serves one living provider', async () => {
    await scene.provider(0)
    const [key, signature] = await signOperator(scene.world, operator(0), attacker as Address)
    const taken = await scene.refused(attacker as Address, 'register', [operator(0).address, key, '', signature])
    expect(taken.name).to.equal('OperatorTaken')
  })

  it('OFF-4 a signature over another encryption key binds nothing', async () => {
    const [, signature] = await signOperator(scene.world, operator(0), owner as Address)
    const swapped = await scene.refused(owner as Address, 'register', [operator(0).address, ROOT, '', signature])
    expect(swapped.name).to.equal('BadSignature')
  })

  it('EPO-1 the operator before a change of keys attests nothing any more', async () => {
    await serve()
    await scene.pass(2)
    const [key, signature] = await signOperator(scene.world, operator(5), owner as Address)
    await scene.send(owner as Address, 'setOperator', [operator(5).address, key, signature])
    const old = await scene.refused(sender(0), 'attest', [scene.epoch() - 1, ROOT])
    expect(old.name).to.equal('NotOperator')
    await scene.attest(5)
    const [before, after] = [scene.epoch(), scene.epoch() + 1]
    expect(await operatorAt(before)).to.equal(operator(0).address)
    expect(await operatorAt(after)).to.equal(operator(5).address)
  })

  it('EPO-1 no epoch is attested twice, before its end, out of order or after its grace', async () => {
    await scene.world.pass(1)
    const { provider } = await serve({ grace: 2 })
    await scene.pass(1)
    const first = scene.epoch()
    const refused = async (epoch: number) => (await scene.refused(sender(0), 'attest', [epoch, ROOT])).name
    expect(await refused(first)).to.equal('NotAttestable')
    await scene.pass(2)
    expect(await refused(first + 1)).to.equal('NotAttestable')
    expect(await refused(first - 1)).to.equal('NotAttestable')
    await scene.attest(0, first)
    expect(await refused(first)).to.equal('NotAttestable')
    await scene.attest(0, first + 1)
    await scene.pass(4)
    expect(await refused(first + 2)).to.equal('NotAttestable')
    expect((await view(provider)).attested).to.equal(2)
    expect((await view(provider)).earned).to.equal(2n * 200n)
  })

  it('EPO-1 nobody but the operator attests, not even the owner', async () => {
    await serve()
    await scene.pass(2)
    for (const stranger of [owner, developer, attacker] as Address[]) {
      expect((await scene.refused(stranger, 'attest', [scene.epoch() - 1, ROOT])).name).to.equal('NotOperator')
    }
  })

  it('EPO-9 an ended provider earns nothing more, whatever it attests', async () => {
    const { provider, lease } = await serve()
    await scene.pass(2)
    await scene.attest(0)
    await scene.pass(5)
    const { earned, ended, endEpoch } = await view(provider)
    expect({ earned, ended, endEpoch }).to.deep.equal({ earned: 200n, ended: true, endEpoch: 3 })
    for (const epoch of [3, 5, 6, 7]) {
      expect((await scene.refused(sender(0), 'attest', [epoch, ROOT])).name).to.equal('HasEnded')
    }
    await scene.send(developer as Address, 'refund', [lease])
    expect((await view(provider)).earned).to.equal(200n)
    expect((await scene.refused(owner as Address, 'resume')).name).to.equal('HasEnded')
  })

  it('EPO-2 resume neither undoes missed epochs nor helps who still owes', async () => {
    const { provider, lease } = await serve({ epochs: 2 })
    await scene.pass(2)
    expect((await scene.refused(owner as Address, 'resume')).name).to.equal('NotIdle')
    await scene.pass(3)
    const before = await scene.lens<{ refundable: bigint }>('lease', [lease])
    expect(await view(provider)).to.include({ absence: 2, missed: 2 })
    await scene.send(owner as Address, 'resume')
    expect(await view(provider)).to.include({ absence: 0, missed: 2 })
    expect(await scene.lens<{ refundable: bigint }>('lease', [lease])).to.include({ refundable: before.refundable })
  })

  it('EPO-9 a base stake stays for its notice, and only its owner takes it, once', async () => {
    const provider = await scene.provider(0)
    expect((await scene.refused(owner as Address, 'withdrawStake', [provider])).name).to.equal('NotEnded')
    await scene.send(owner as Address, 'retire')
    await scene.pass(NOTICE - 1)
    expect((await scene.refused(owner as Address, 'withdrawStake', [provider])).name).to.equal('TooEarly')
    await scene.pass(1)
    expect((await scene.refused(attacker as Address, 'withdrawStake', [provider])).name).to.equal('NotOwner')
    const before = await scene.balance(owner as Address)
    await scene.send(owner as Address, 'withdrawStake', [provider])
    await scene.send(owner as Address, 'withdrawStake', [provider])
    expect((await scene.balance(owner as Address)) - before).to.equal(1_000_000n)
  })

  it('EPO-3 nothing is claimed before its window, nor twice, and only for the owner', async () => {
    const { provider } = await serve()
    await scene.pass(2)
    await scene.attest(0)
    // epoch 2 matures when the running one is above 2 + G + W
    await scene.pass(3)
    const [own, stranger] = [await scene.balance(owner as Address), await scene.balance(attacker as Address)]
    await scene.send(attacker as Address, 'claim', [provider])
    expect(await scene.balance(owner as Address)).to.equal(own)
    await scene.pass(1)
    await scene.send(attacker as Address, 'claim', [provider])
    await scene.send(attacker as Address, 'claim', [provider])
    expect(await scene.balance(owner as Address)).to.equal(own + 200n)
    expect(await scene.balance(attacker as Address)).to.equal(stranger)
  })

  it('EPO-9 whoever comes back is a new provider and pays a new stake', async () => {
    const provider = await scene.provider(0)
    const [key, signature] = await signOperator(scene.world, operator(0), owner as Address)
    const again = [operator(0).address, key, '', signature]
    expect((await scene.refused(owner as Address, 'register', again)).name).to.equal('AlreadyRegistered')
    await scene.send(owner as Address, 'retire')
    const before = await scene.balance(owner as Address)
    await scene.send(owner as Address, 'register', again)
    expect(before - (await scene.balance(owner as Address))).to.equal(1_000_000n)
    expect(await scene.lens<number>('providerOf', [owner])).to.equal(provider + 1)
  })

  /** Provider 0 with an offer, and a lease of two units at 100 from the next epoch on. */
  async function serve({ epochs = 10, grace = 1 } = {}) {
    if (grace !== 1) scene = await newScene({ grace })
    const provider = await scene.provider(0)
    await scene.offer(owner as Address)
    const deal = await scene.open(developer as Address, { epochs })
    return { provider, deal, lease: leaseId(deal) }
  }

  const view = (provider: number) =>
    scene.lens<{
      earned: bigint
      attested: number
      missed: number
      absence: number
      ended: boolean
      endEpoch: number
    }>('provider', [provider])

  const operatorAt = async (epoch: number) => scene.lens<string>('operatorAt', [1, epoch])
})
