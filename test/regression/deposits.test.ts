import { expect } from 'chai'
import { concat, encodeFunctionData, getAddress, type Hex, numberToHex, zeroAddress, zeroHash } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Contract, isReverted } from '../fuzz/support/chain.ts'
import type { Address } from '../model/index.ts'
import { newScene, PLAN, type Scene } from './support/scene.ts'
import { NEVER, nonceFor, signAuthorization, signPermit } from './support/signing.ts'

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
    const signature = await authorize(beneficiary, salt)
    const copied = await scene.refused(attacker, 'depositWithAuthorization', [
      ...[victim.address, attacker, 1000n, 0n, NEVER, salt, signature],
    ])
    expect(copied).to.deep.equal({ name: 'Error', args: ['FiatTokenV2: invalid signature'] })
    await scene.send(attacker, 'depositWithAuthorization', [
      ...[victim.address, beneficiary, 1000n, 0n, NEVER, salt, signature],
    ])
    expect(await scene.balance(victim.address)).to.equal(1000n)
  })

  it('ESC-5 a copied ERC-3009 signature cannot be used up at the token: only the Bourse may carry it there', async () => {
    const { bourse, token } = scene.world
    const signature = await authorize(victim.address, zeroHash)
    const args = [victim.address, bourse.address, 1000n, 0n, NEVER, nonceFor(victim.address, zeroHash), signature]
    for (const fn of ['receiveWithAuthorization', 'transferWithAuthorization']) {
      expect(isReverted(await scene.world.chain.send(attacker, token, fn, args)), fn).to.equal(true)
    }
    await scene.send(attacker, 'depositWithAuthorization', [
      ...[victim.address, victim.address, 1000n, 0n, NEVER, zeroHash, signature],
    ])
    expect(await scene.balance(victim.address)).to.equal(1000n)
  })

  it('ESC-5 a used ERC-3009 authorisation deposits nothing again', async () => {
    const signature = await authorize(victim.address, zeroHash)
    const args = [victim.address, victim.address, 1000n, 0n, NEVER, zeroHash, signature]
    await scene.send(attacker, 'depositWithAuthorization', args)
    const again = await scene.refused(attacker, 'depositWithAuthorization', args)
    expect(again.args).to.deep.equal(['FiatTokenV2: authorization is used or canceled'])
    expect(await scene.balance(victim.address)).to.equal(1000n)
  })

  it('ESC-5 a permit that somebody used first is no error for its owner', async () => {
    const signature = await permit(1000n)
    const { bourse, token } = scene.world
    await scene.sendTo(token, attacker, 'permit', [victim.address, bourse.address, 1000n, NEVER, signature])
    await scene.send(victim.address, 'depositWithPermit', [victim.address, 1000n, NEVER, signature])
    expect(await scene.balance(victim.address)).to.equal(1000n)
  })

  it('ESC-5 an owner whose permit is bad, and who allowed nothing, is told of the permit', async () => {
    const args = [victim.address, 1000n, 1n, await permit(1000n)]
    const refusal = await scene.refused(victim.address, 'depositWithPermit', args)
    expect(refusal.args).to.deep.equal(['FiatTokenV2: permit is expired'])
  })

  it('ESC-5 a relayed permit credits its owner, never the relayer', async () => {
    const signature = await permit(1000n)
    const before = await scene.balance(attacker)
    await scene.send(attacker, 'depositWithPermit', [victim.address, 1000n, NEVER, signature])
    expect(await scene.balance(victim.address)).to.equal(1000n)
    expect(await scene.balance(attacker)).to.equal(before)
  })

  it('ESC-5 nobody moves a standing allowance into the escrow without a signature', async () => {
    const { bourse, token } = scene.world
    await scene.sendTo(token, victim.address, 'approve', [bourse.address, 2n ** 256n - 1n])
    const forged = concat([numberToHex(1, { size: 32 }), numberToHex(1, { size: 32 }), '0x1b'])
    for (const signature of [forged, '0x', zeroHash] as Hex[]) {
      const refusal = await scene.refused(attacker, 'depositWithPermit', [victim.address, 1000n, NEVER, signature])
      expect(refusal.name).to.equal('Error')
    }
    expect(await scene.balance(victim.address)).to.equal(0n)
  })

  it('ESC-5 a permit carried once moves no later allowance: a relayer cannot send it twice', async () => {
    const { bourse, token } = scene.world
    const args = [victim.address, 400n, NEVER, await permit(400n)]
    await scene.send(attacker, 'depositWithPermit', args)
    await scene.sendTo(token, victim.address, 'approve', [bourse.address, 400n])
    const again = await scene.refused(attacker, 'depositWithPermit', args)
    expect(again).to.deep.equal({ name: 'Error', args: ['EIP2612: invalid signature'] })
    expect(await scene.balance(victim.address)).to.equal(400n)
  })

  it('ESC-1 ESC-5 a smart account deposits by permit and by authorisation, its signature carried by anybody', async () => {
    const { bourse, chain, governor, token } = scene.world
    const owners = [victim, privateKeyToAccount(generatePrivateKey())]
    const account = await chain.deploy(
      'SmartAccount',
      owners.map((owner) => owner.address),
    )
    await scene.sendTo(token, governor, 'mint', [account.address, 1000n])
    const [from, spender, deadline] = [account.address, bourse.address, NEVER]
    const permit = await signPermit(owners, token.address, { owner: from, spender, value: 300n, nonce: 0n, deadline })
    await scene.refused(attacker, 'depositWithPermit', [from, 300n, NEVER, `0x${permit.slice(2, 132)}`])
    await scene.send(attacker, 'depositWithPermit', [from, 300n, NEVER, permit])
    const authorization = { from, to: spender, value: 700n, validAfter: 0n, validBefore: NEVER }
    const nonce = nonceFor(from, zeroHash)
    const signature = await signAuthorization(owners, token.address, { ...authorization, nonce })
    await scene.send(attacker, 'depositWithAuthorization', [from, from, 700n, 0n, NEVER, zeroHash, signature])
    expect(await scene.balance(from)).to.equal(1000n)
    const data = encodeFunctionData({ abi: bourse.abi, functionName: 'withdraw', args: [victim.address, 1000n] })
    await scene.sendTo(account, victim.address, 'execute', [bourse.address, data])
    expect(await chain.read<bigint>(token, 'balanceOf', [victim.address])).to.equal(2000n)
  })

  it('ESC-5 the Bourse signs nothing: its own tokens cannot be deposited', async () => {
    const { bourse } = scene.world
    const args = [bourse.address, attacker, 1n, 0n, NEVER, zeroHash, '0x']
    expect((await scene.refused(attacker, 'depositWithAuthorization', args)).name).to.equal('Error')
    await scene.refused(attacker, 'depositWithPermit', [bourse.address, 1n, NEVER, '0x'])
  })

  it('ESC-2 money goes to nobody: neither to the Bourse itself nor to the zero address', async () => {
    for (const nobody of [scene.world.bourse.address, zeroAddress]) {
      const refusal = { name: 'CannotReceive', args: [getAddress(nobody)] }
      for (const fn of ['withdraw', 'transfer', 'deposit']) {
        expect(await scene.refused(attacker, fn, [nobody, 1n])).to.deep.equal(refusal)
      }
      const signature = await authorize(nobody, zeroHash)
      const args = [victim.address, nobody, 1000n, 0n, NEVER, zeroHash, signature]
      expect(await scene.refused(attacker, 'depositWithAuthorization', args)).to.deep.equal(refusal)
    }
  })

  it('ESC-1 nobody withdraws what is not theirs, nor a bit more than what is', async () => {
    const own = await scene.balance(attacker)
    const refusal = await scene.refused(attacker, 'withdraw', [attacker, own + 1n])
    expect(refusal).to.deep.equal({ name: 'BalanceTooLow', args: [own, own + 1n] })
    await scene.send(attacker, 'withdraw', [attacker, own])
    expect((await scene.refused(attacker, 'withdraw', [attacker, 1n])).name).to.equal('BalanceTooLow')
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

  function authorize(beneficiary: Address, salt: Hex): Promise<Hex> {
    const { bourse, token } = scene.world
    const nonce = nonceFor(beneficiary, salt)
    const authorization = { from: victim.address, to: bourse.address, value: 1000n, validAfter: 0n, nonce }
    return signAuthorization([victim], token.address, { ...authorization, validBefore: NEVER })
  }

  function permit(value: bigint, nonce = 0n): Promise<Hex> {
    const { bourse, token } = scene.world
    const [owner, spender] = [victim.address, bourse.address]
    return signPermit([victim], token.address, { owner, spender, value, nonce, deadline: NEVER })
  }
})
