import { expect } from 'chai'
import { zeroHash } from 'viem'
import type { Address } from '../model/index.ts'
import { ANSWER, Culprit, newTrial, type Trial } from './support/trial.ts'

/** A tree of nothing has 32 zero bytes for a root, and a place that does not exist leads to nothing: not the same. */
describe('attacks with the root of nothing', () => {
  let trial: Trial
  let stranger: Address
  let provider: Culprit
  let lease: number

  /** One lease, live from epoch 2; the clock stands in epoch 2. */
  beforeEach(async () => {
    trial = await newTrial()
    const developer = await trial.person()
    stranger = await trial.person()
    provider = new Culprit(trial, await trial.person())
    ;[lease] = (await provider.start(developer)) as [number]
    await trial.pass(1)
  })

  const summary = () => ({ lease, count: 9n, fuel: 9n, size: 9n, failures: 0n, canary: zeroHash })

  it('RCP-3 nobody proves a header void by a root of before the first header', async () => {
    await trial.pass(1)
    await provider.attest([lease])
    const signed = await provider.sign()
    const root = provider.opening(2)
    expect(root.mmrRoot).to.equal(zeroHash)
    for (const path of [[], [zeroHash]]) {
      const args = [signed.batch, signed.signature, root, path]
      expect((await trial.refused(stranger, 'proveVoid', args)).name).to.equal('WrongPath')
    }
    expect(await trial.isFatal(provider.id)).to.equal(false)
  })

  it('EPO-5 who attested to no leaves at all shows none of them, and ends', async () => {
    await trial.pass(1)
    await provider.attest([])
    const { logs } = await trial.send(stranger, 'askLeaf', [provider.id, 2, lease], trial.deposit)
    for (const [index, count] of [
      [0n, 0n],
      [1n, 1n],
      [0n, 2n],
    ]) {
      const args = [provider.id, summary(), provider.opening(2), { index, count, path: [] }]
      expect((await trial.refused(provider.owner, 'answerLeaf', args)).name).to.equal('WrongPath')
    }
    await trial.pass(ANSWER + 1)
    await trial.send(stranger, 'expire', [logs[0]?.topics[1]])
    expect(await trial.isFatal(provider.id)).to.equal(true)
  })

  it('EPO-5 who attested to no headers at all shows no place of one that it signed, and ends', async () => {
    const signed = await provider.sign({}, false)
    await trial.pass(1)
    await provider.attest([lease])
    const { logs } = await trial.send(stranger, 'askHeader', [signed.batch, signed.signature], trial.deposit)
    for (const path of [[], [zeroHash]]) {
      const args = [signed.batch, signed.signature, provider.opening(2), path]
      expect((await trial.refused(provider.owner, 'answerHeader', args)).name).to.equal('WrongPath')
    }
    await trial.pass(ANSWER + 1)
    await trial.send(stranger, 'expire', [logs[0]?.topics[1]])
    expect(await trial.isFatal(provider.id)).to.equal(true)
  })
})
