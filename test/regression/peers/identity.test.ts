// Findings about who somebody is, and about what was said once and is said again.
import { expect } from 'chai'
import { decodeEventLog, type Hex, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { signOperator } from '../../fuzz/support/operator.ts'
import type { Address } from '../../model/index.ts'
import { newScene, ROOT, type Scene } from '../support/scene.ts'
import { NEVER, nonceFor, signAuthorization, signPermit } from '../support/signing.ts'

describe('what peers suffered: identity', () => {
  let scene: Scene
  let owner: Address
  let developer: Address
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    ;[owner, developer, attacker] = [scene.people[0], scene.people[1], scene.people[6]] as [Address, Address, Address]
  })

  // whoever named a worker's key first owned it; the worker itself could not register any more
  it("OFF-4 squatted identities: a key is whose it says it is, and a copied proof is nobody else's", async () => {
    const operator = scene.world.operators[0] as NonNullable<Scene['world']['operators'][0]>
    const [key, proof] = await signOperator(scene.world, operator, owner)
    const foreign = scene.world.operators[6] as typeof operator
    const [, own] = await signOperator(scene.world, foreign, attacker)
    for (const signature of [proof, own, '0x', `0x${'00'.repeat(65)}`]) {
      const args = [operator.address, key, 'https://squatter.example', signature]
      expect((await scene.refused(attacker, 'register', args)).name).to.equal('BadSignature')
    }
    await scene.send(owner, 'register', [operator.address, key, 'https://worker.example', proof])
    expect(await scene.lens<number>('providerOf', [operator.address])).to.equal(1)
    await scene.provider(6)
    const [again, taken] = await signOperator(scene.world, operator, attacker)
    const { name } = await scene.refused(attacker, 'setOperator', [operator.address, again, taken])
    expect(name).to.equal('OperatorTaken')
  })

  it('OFF-4 squatted identities: a function belongs to its owner and name, and a name to each owner', async () => {
    const { chain } = scene.world
    const registry = await chain.deploy('FunctionRegistry', [])
    await scene.sendTo(registry, attacker, 'register', ['markdown'])
    await scene.sendTo(registry, developer, 'register', ['markdown'])
    const id = (of: Address) => chain.read<bigint>(registry, 'idOf', [of, 'markdown'])
    expect(await id(attacker)).not.to.equal(await id(developer))
    const alias = `0x6c697665${'00'.repeat(20)}`
    const stolen = await chain.send(attacker, registry, 'setAlias', [await id(developer), alias, 0])
    expect(stolen).to.include({ name: 'NotOwner' })
  })

  // a function of an attacker's, given away, took a name in the namespace of whom it was given to, code and all
  it('OFF-4 squatted identities: nobody puts a function into the namespace of another, who has to accept it', async () => {
    const { chain } = scene.world
    const registry = await chain.deploy('FunctionRegistry', [])
    await scene.sendTo(registry, attacker, 'register', ['markdown'])
    const id = (of: Address) => chain.read<bigint>(registry, 'idOf', [of, 'markdown'])
    const fake = await id(attacker)
    await scene.sendTo(registry, attacker, 'transferFunction', [fake, developer])
    expect(await id(developer)).to.equal(0n)
    await scene.sendTo(registry, developer, 'register', ['markdown'])
    expect(await id(developer)).not.to.equal(fake)
    expect(await chain.send(developer, registry, 'acceptFunction', [fake])).to.include({ name: 'NameTaken' })
    expect(await chain.send(owner, registry, 'acceptFunction', [fake])).to.include({ name: 'NotOffered' })
    await scene.sendTo(registry, attacker, 'transferFunction', [fake, owner])
    await scene.sendTo(registry, owner, 'acceptFunction', [fake])
    expect([await id(owner), await id(attacker)]).to.deep.equal([fake, 0n])
  })

  // a deposit that was signed for oneself was sent by somebody else first, to somebody else's account
  it("ESC-5 a copied deposit signature credits its signer's beneficiary, or nobody", async () => {
    const victim = privateKeyToAccount(generatePrivateKey())
    const { bourse, token, governor } = scene.world
    await scene.sendTo(token, governor, 'mint', [victim.address, 2_000n])
    const from = victim.address
    const authorization = { from, to: bourse.address, value: 1_000n, validAfter: 0n, validBefore: NEVER }
    const nonce = nonceFor(from, zeroHash)
    const signature = await signAuthorization([victim], token.address, { ...authorization, nonce })
    const deposit = (beneficiary: Address, salt: Hex) => [from, beneficiary, 1_000n, 0n, NEVER, salt, signature]
    const before = await scene.balance(attacker)
    for (const args of [deposit(attacker, zeroHash), deposit(attacker, nonce), deposit(from, nonce)])
      await scene.refused(attacker, 'depositWithAuthorization', args)
    await scene.send(attacker, 'depositWithAuthorization', deposit(from, zeroHash))
    await scene.refused(attacker, 'depositWithAuthorization', deposit(from, zeroHash))
    const permit = { owner: from, spender: bourse.address, value: 1_000n, nonce: 0n, deadline: NEVER }
    const permitted = await signPermit([victim], token.address, permit)
    await scene.send(attacker, 'depositWithPermit', [from, 1_000n, NEVER, permitted])
    expect(await scene.balance(from)).to.equal(2_000n)
    expect(await scene.balance(attacker)).to.equal(before)
  })

  // a draw that could be known, or be had again, was answered once and for all
  it('EPO-4 replayable randomness: each epoch draws anew, from a block that was not there before', async () => {
    await scene.provider(0)
    await scene.provider(2)
    await scene.offer(owner)
    await scene.offer(scene.people[2] as Address)
    await scene.open(developer, { epochs: 10, instances: 2, perProvider: 1 })
    await scene.pass(1)
    const seeds = new Set<Hex>()
    const commitments = new Set<Hex>()
    for (let i = 0; i < 5; i++) {
      await scene.pass(1)
      for (const n of [0, 2]) {
        const before = await scene.world.chain.rpc<{ hash: Hex }>('eth_getBlockByNumber', 'latest', false)
        const seed = seedOf(await scene.attest(n))
        expect(seed).to.equal(before.hash)
        seeds.add(seed)
        commitments.add(await scene.lens<Hex>('attestation', [n === 0 ? 1 : 2, scene.epoch() - 1]))
      }
    }
    // always the same root, and never the same commitment: a canary of before fits no epoch of today
    expect(seeds.size).to.equal(10)
    expect(commitments.size).to.equal(10)
  })

  it('EPO-1 replayable randomness: a root of before passes for no other epoch', async () => {
    await scene.provider(0)
    await scene.offer(owner)
    await scene.open(developer, { epochs: 10 })
    await scene.pass(2)
    await scene.attest(0)
    const operator = scene.world.operators[0]?.address.toLowerCase() as Address
    for (const epoch of [2, 3, 4, 0])
      expect((await scene.refused(operator, 'attest', [epoch, ROOT])).name).to.equal('NotAttestable')
    const entry = {
      ...{ provider: 1, epoch: 3, root: ROOT, tip: 0 },
      ...{ r: `0x${'11'.repeat(32)}`, vs: `0x${'11'.repeat(32)}` },
    }
    await scene.pass(1)
    await scene.send(attacker, 'attestBatch', [[entry]])
    expect(await scene.lens<Hex>('attestation', [1, 3])).to.equal(`0x${'00'.repeat(23)}`)
  })

  function seedOf({ logs }: { logs: { topics: [Hex, ...Hex[]]; data: Hex }[] }): Hex {
    for (const { topics, data } of logs) {
      const { eventName, args } = decodeEventLog({ abi: scene.world.bourse.abi, topics, data }) as unknown as {
        eventName: string
        args: { seed: Hex }
      }
      if (eventName === 'Attested') return args.seed
    }
    throw new Error('nothing was attested')
  }
})
