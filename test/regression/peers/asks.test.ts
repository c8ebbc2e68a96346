// Attacks with questions, and with signatures of another time.
import { expect } from 'chai'
import { type Hex, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Address } from '../../model/index.ts'
import { NOTICE } from '../support/scene.ts'
import { ANSWER, Culprit, newTrial, type Signed, type Trial } from '../support/trial.ts'

describe('what peers suffered: asks and receipts', () => {
  let trial: Trial
  let owner: Address
  let asker: Address
  let provider: Culprit
  let leases: number[]

  beforeEach(async () => {
    trial = await newTrial()
    ;[owner, asker] = [await trial.person(), await trial.person()]
    provider = new Culprit(trial, owner)
    leases = await provider.start(await trial.person(), 3)
    await trial.pass(1)
  })

  // to be challenged cost the honest more than the challenge cost its author
  it('EPO-5 asks for spite cost their author every answer, and end nobody who answers', async () => {
    await provider.sign()
    await trial.pass(1)
    await provider.attest(leases)
    let cost = 0n
    for (const lease of leases) {
      await trial.send(asker, 'askLeaf', [provider.id, 2, lease], trial.deposit)
      const receipt = await trial.send(owner, 'answerLeaf', provider.leafProof(2, lease))
      cost += receipt.gasUsed * BigInt((receipt as unknown as { effectiveGasPrice: Hex }).effectiveGasPrice)
      const again = await trial.refused(asker, 'askLeaf', [provider.id, 2, lease], trial.deposit)
      expect(again.name).to.equal('AskedBefore')
    }
    const deposited = trial.deposit * BigInt(leases.length)
    const [paid, back] = [await trial.owed(owner), await trial.owed(asker)]
    expect(paid + back).to.equal(deposited)
    // each answer was paid, at its own price of gas, and with room
    expect(cost > 0n && paid >= cost, `${paid} for ${cost}`).to.equal(true)
    expect(await trial.holds(provider.id)).to.equal(false)
    await trial.pass(ANSWER + 1)
    expect(await trial.isFatal(provider.id)).to.equal(false)
  })

  it('EPO-5 asks for spite: a stake is held up by what is open, and by nothing that was answered', async () => {
    await trial.pass(1)
    await provider.attest(leases)
    const id = leases[0] as number
    await trial.send(asker, 'askLeaf', [provider.id, 2, id], trial.deposit)
    expect(await trial.holds(provider.id)).to.equal(true)
    await trial.send(owner, 'answerLeaf', provider.leafProof(2, id))
    expect(await trial.holds(provider.id)).to.equal(false)
    await trial.pass(NOTICE)
    const late = await trial.refused(asker, 'askLeaf', [provider.id, 2, leases[1]], trial.deposit)
    expect(late.name).to.equal('WindowClosed')
  })

  it('EPO-5 asks for spite about nothing: neither a lease of another nor an epoch that never was', async () => {
    const other = new Culprit(trial, await trial.person())
    const [foreign] = await other.start(await trial.person())
    for (let i = 0; i < 2; i++) {
      await trial.pass(1)
      await provider.attest(leases)
    }
    // of another's lease that was live then; of none; of before it began; of a time to come; of one not attested yet
    for (const [epoch, lease, refusal] of [
      [3, foreign, 'NotLive'],
      [3, 999_999, 'NotLive'],
      [1, leases[0], 'NotLive'],
      [10, leases[0], 'EpochNotBegun'],
      [4, leases[0], 'NotAttested'],
    ]) {
      const { name } = await trial.refused(asker, 'askLeaf', [provider.id, epoch, lease], trial.deposit)
      expect(name, `${epoch} ${lease}`).to.equal(refusal)
    }
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  // a key found years later signed receipts of then, or a new key those of before its time
  it('RCP-2 EPO-5 a backdated receipt: a key signs for its own epochs, and only while stakes answer for them', async () => {
    const old = await provider.rotate()
    await trial.pass(1)
    await provider.attest(leases)
    const prove = async (a: Signed, b: Signed) =>
      (await trial.refused(asker, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])).name
    const sign = (epoch: number, count: number, by: typeof old) =>
      provider.sign({ number: 1n, firstSequence: 1n, epoch, count }, false, by)
    const now = trial.epoch()
    // the old key, in the wrong hands since, about today; the new one about the time before it
    expect(await prove(await sign(now, 1, old), await sign(now, 2, old))).to.equal('WrongSigner')
    const before = now - 1
    const { operator } = provider
    expect(await prove(await sign(before, 1, operator), await sign(before, 2, operator))).to.equal('WrongSigner')
    const stranger = privateKeyToAccount(keccak256(toHex('stranger')))
    expect(await prove(await sign(before, 1, stranger), await sign(before, 2, stranger))).to.equal('WrongSigner')
    const [a, b] = [await sign(before, 1, old), await sign(before, 2, old)]
    await trial.pass(NOTICE + 1)
    expect(await prove(a, b)).to.equal('WindowClosed')
    expect((await trial.refused(asker, 'askHeader', [a.batch, a.signature], trial.deposit)).name).to.equal(
      'WindowClosed',
    )
    expect(await trial.isFatal(provider.id)).to.equal(false)
  })

  it('RCP-2 EPO-5 a backdated receipt: while they do, the key of the epoch still speaks for it', async () => {
    const old = await provider.rotate()
    await trial.pass(1)
    await provider.attest(leases)
    const epoch = trial.epoch() - 1
    const [a, b] = [
      await provider.sign({ number: 1n, firstSequence: 1n, epoch, count: 1 }, false, old),
      await provider.sign({ number: 1n, firstSequence: 1n, epoch, count: 2 }, false, old),
    ]
    await trial.send(asker, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])
    expect(await trial.isFatal(provider.id)).to.equal(true)
  })
})
