import { expect } from 'chai'
import { encodeAbiParameters, type Hex, hexToSignature, keccak256, zeroHash } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Contract, isReverted } from '../fuzz/support/chain.ts'
import type { Address } from '../model/index.ts'
import { newScene, PLAN, type Scene } from './support/scene.ts'

const NEVER = 2n ** 255n

describe('attacks on deposits and withdrawals', () => {
  let scene: Scene
  let victim: PrivateKeyAccount
  let attacker: Address

  beforeEach(async () => {
    scene = await newScene()
    victim = privateKeyToAccount(generatePrivateKey())
    attacker = scene.people[6] as Address
    await scene.world.chain.rpc('hardhat_impersonateAccount', victim.address)
    await scene.world.chain.rpc('hardhat_setBalance', victim.address, '0xffffffffffffffff')
    await scene.sendTo(scene.world.token, scene.world.governor, 'mint', [victim.address, 1000n])
  })

  it('ESC-5 a copied ERC-3009 signature credits only whom the signer named', async () => {
    const [beneficiary, salt] = [victim.address, zeroHash]
    const { v, r, s } = await signAuthorization(beneficiary, salt)
    const copied = await scene.refused(attacker, 'depositWithAuthorization', [
      ...[victim.address, attacker, 1000n, 0n, NEVER, salt, v, r, s],
    ])
    expect(copied.name).to.equal('Error')
    await scene.send(attacker, 'depositWithAuthorization', [
      ...[victim.address, beneficiary, 1000n, 0n, NEVER, salt, v, r, s],
    ])
    expect(await scene.balance(victim.address)).to.equal(1000n)
  })

  it('ESC-5 a used ERC-3009 authorisation deposits nothing again', async () => {
    const { v, r, s } = await signAuthorization(victim.address, zeroHash)
    const args = [victim.address, victim.address, 1000n, 0n, NEVER, zeroHash, v, r, s]
    await scene.send(attacker, 'depositWithAuthorization', args)
    await scene.refused(attacker, 'depositWithAuthorization', args)
    expect(await scene.balance(victim.address)).to.equal(1000n)
  })

  it('ESC-5 a permit that somebody used first is no error for its owner', async () => {
    const { v, r, s } = await signPermit(1000n)
    const { bourse, token } = scene.world
    await scene.sendTo(token, attacker, 'permit', [victim.address, bourse.address, 1000n, NEVER, v, r, s])
    await scene.send(victim.address, 'depositWithPermit', [victim.address, 1000n, NEVER, v, r, s])
    expect(await scene.balance(victim.address)).to.equal(1000n)
  })

  it('ESC-5 a relayed permit credits its owner, never the relayer', async () => {
    const { v, r, s } = await signPermit(1000n)
    const before = await scene.balance(attacker)
    await scene.send(attacker, 'depositWithPermit', [victim.address, 1000n, NEVER, v, r, s])
    expect(await scene.balance(victim.address)).to.equal(1000n)
    expect(await scene.balance(attacker)).to.equal(before)
  })

  it('ESC-5 nobody moves a standing allowance into the escrow without a signature', async () => {
    const { bourse, token } = scene.world
    await scene.sendTo(token, victim.address, 'approve', [bourse.address, 2n ** 256n - 1n])
    await scene.refused(attacker, 'depositWithPermit', [victim.address, 1000n, NEVER, 27, zeroHash, zeroHash])
    expect(await scene.balance(victim.address)).to.equal(0n)
  })

  it('ESC-1 nobody withdraws what is not theirs, nor a bit more than what is', async () => {
    const own = await scene.balance(attacker)
    const refusal = await scene.refused(attacker, 'withdraw', [attacker, own + 1n])
    expect(refusal).to.deep.equal({ name: 'BalanceTooLow', args: [own, own + 1n] })
    await scene.send(attacker, 'withdraw', [attacker, own])
    expect((await scene.refused(attacker, 'withdraw', [attacker, 1n])).name).to.equal('BalanceTooLow')
  })

  it('ESC-2 a blacklisted receiver blocks nobody but itself', async () => {
    const [owner, developer] = [scene.people[0], scene.people[1]] as [Address, Address]
    const provider = await scene.provider(0)
    await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 2 })
    await scene.sendTo(scene.world.token, scene.world.governor, 'setBlacklisted', [owner, true])
    for (let i = 0; i < 2; i++) {
      await scene.pass(1)
      if (i > 0) await scene.attest(0)
    }
    await scene.pass(1)
    await scene.attest(0)
    await scene.pass(5)
    const before = await scene.balance(owner)
    await scene.send(attacker, 'claim', [provider])
    expect((await scene.balance(owner)) - before).to.equal(2n * 2n * 100n)
    expect((await scene.refused(owner, 'withdraw', [owner, 1n])).name).to.equal('Error')
    await scene.send(owner, 'withdraw', [scene.people[5], 1n])
    await scene.send(developer, 'cancelDeal', [deal])
    await scene.send(developer, 'withdraw', [developer, await scene.balance(developer)])
  })

  it('ESC-2 while USDC is paused only deposits and withdrawals stop', async () => {
    const [owner, developer] = [scene.people[0], scene.people[1]] as [Address, Address]
    const provider = await scene.provider(0)
    await scene.sendTo(scene.world.token, scene.world.governor, 'setPaused', [true])
    await scene.offer(owner)
    const deal = await scene.open(developer, { epochs: 2 })
    await scene.pass(2)
    await scene.attest(0)
    await scene.pass(6)
    await scene.send(developer, 'refund', [deal * 256])
    await scene.send(owner, 'claim', [provider])
    await scene.send(developer, 'release', [deal * 256])
    await scene.send(developer, 'cancelDeal', [deal])
    await scene.refused(developer, 'withdraw', [developer, 1n])
    await scene.refused(developer, 'deposit', [developer, 1n])
    await scene.sendTo(scene.world.token, scene.world.governor, 'setPaused', [false])
    await scene.send(developer, 'withdraw', [developer, 1n])
  })

  it('ESC-3 a token that calls back in the middle of a transfer is paid out once', async () => {
    const { chain, governor } = scene.world
    const token = await chain.deploy('HostileToken', [])
    const config = { ...scene.world.market.rules, token: token.address, owner: governor, epochLength: 3600 }
    const bourse = await chain.deployBourse(config)
    const reenterer = await chain.deploy('Reenterer', [bourse.address])
    for (const [person, amount] of [
      [attacker, 700n],
      [scene.people[0] as Address, 5000n],
    ] as const) {
      await scene.sendTo(token, person, 'mint', [person, amount])
      await scene.sendTo(token, person, 'approve', [bourse.address, amount])
    }
    await scene.sendTo(bourse, attacker, 'deposit', [reenterer.address, 700n])
    await scene.sendTo(bourse, scene.people[0] as Address, 'deposit', [scene.people[0], 5000n])
    await scene.sendTo(token, attacker, 'setHook', [reenterer.address])
    const outcome = await chain.send(attacker, reenterer as Contract, 'withdraw', [400n])
    expect(isReverted(outcome)).to.equal(false)
    const taken = await chain.read<bigint>(token, 'balanceOf', [reenterer.address])
    const booked = await chain.read<bigint>(bourse, 'balanceOf', [reenterer.address])
    expect(taken + booked).to.equal(700n)
    expect(Number(await chain.read<bigint>(reenterer, 'refused'))).to.be.greaterThan(0)
    expect(await chain.read<bigint>(token, 'balanceOf', [bourse.address])).to.equal(5000n + booked)
  })

  it('ESC-4 the governance pauses what is new and stops no exit', async () => {
    const [owner, developer] = [scene.people[0], scene.people[1]] as [Address, Address]
    const provider = await scene.provider(0)
    const offer = await scene.offer(owner)
    const deal = await scene.open(developer, { instances: 2, epochs: 5, perProvider: 1 })
    await scene.pass(2)
    await scene.send(scene.world.governor, 'setPaused', [true])
    for (const [from, fn, args] of [
      [developer, 'openDeal', [PLAN, [], 0n, 1n]],
      [developer, 'fill', [deal, [], 0n, 1n]],
      [owner, 'postOffer', [{ price: 1, compensation: 0, units: 1, region: 0, features: 0, minEpochs: 0, until: 99 }]],
    ] as const) {
      expect((await scene.refused(from, fn, args)).name).to.equal('MarketPaused')
    }
    await scene.attest(0)
    await scene.send(developer, 'replaceLease', [deal * 256, [], 0n, 1n])
    await scene.send(owner, 'closeOffer', [offer])
    await scene.send(developer, 'cancelDeal', [deal])
    await scene.pass(7)
    await scene.send(developer, 'refund', [deal * 256])
    await scene.send(developer, 'release', [deal * 256])
    await scene.send(owner, 'claim', [provider])
    await scene.send(owner, 'retire')
    await scene.pass(6)
    await scene.send(owner, 'withdrawOffer', [offer])
    await scene.send(owner, 'withdrawStake', [provider])
    for (const person of [owner, developer]) await scene.send(person, 'withdraw', [person, await scene.balance(person)])
    expect((await scene.refused(attacker, 'setPaused', [false])).name).to.equal('NotOwner')
  })

  async function signAuthorization(beneficiary: Address, salt: Hex) {
    const nonce = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [beneficiary, salt]))
    const to = scene.world.bourse.address
    return sign('ReceiveWithAuthorization', RECEIVE, {
      ...{ from: victim.address, to, value: 1000n, validAfter: 0n, validBefore: NEVER, nonce },
    })
  }

  async function signPermit(value: bigint) {
    const spender = scene.world.bourse.address
    return sign('Permit', PERMIT, { owner: victim.address, spender, value, nonce: 0n, deadline: NEVER })
  }

  async function sign(primaryType: string, fields: { name: string; type: string }[], message: Record<string, unknown>) {
    const domain = { name: 'USD Coin', version: '2', chainId: 31337, verifyingContract: scene.world.token.address }
    const signature = await victim.signTypedData({ domain, types: { [primaryType]: fields }, primaryType, message })
    const { r, s, yParity } = hexToSignature(signature)
    return { v: 27 + yParity, r, s }
  }
})

const PERMIT = [
  { name: 'owner', type: 'address' },
  { name: 'spender', type: 'address' },
  { name: 'value', type: 'uint256' },
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint256' },
]

const RECEIVE = [
  { name: 'from', type: 'address' },
  { name: 'to', type: 'address' },
  { name: 'value', type: 'uint256' },
  { name: 'validAfter', type: 'uint256' },
  { name: 'validBefore', type: 'uint256' },
  { name: 'nonce', type: 'bytes32' },
]
