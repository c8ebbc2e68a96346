import { expect } from 'chai'
import { Culprit, newTrial } from '../regression/support/trial.ts'

describe('asks: gas', () => {
  it('EPO-5 with a thousand leases ask and answer cost at most 220,000 gas, an equivocation 160,000', async () => {
    const trial = await newTrial()
    const [owner, developer, stranger] = [await trial.person(), await trial.person(), await trial.person()]
    const provider = new Culprit(trial, owner)
    const [lease] = (await provider.start(developer)) as [number]
    await trial.pass(2)
    const others = Array.from({ length: 999 }, (_, i) => 1_000_000 + i)
    await provider.attest([lease, ...others])
    const ask = await trial.send(stranger, 'askLeaf', [provider.id, 2, lease], trial.deposit)
    const answer = await trial.send(owner, 'answerLeaf', provider.leafProof(2, lease))
    const [a, b] = [await provider.sign(), await provider.sign({ number: 1n, count: 9 }, false)]
    const args = [a.batch, a.signature, b.batch, b.signature]
    const proof = await trial.send(stranger, 'proveEquivocation', args)
    const gas = { ask: ask.gasUsed, answer: answer.gasUsed, both: ask.gasUsed + answer.gasUsed, proof: proof.gasUsed }
    expect(
      gas.both <= 220_000n,
      JSON.stringify(gas, (_, v) => String(v)),
    ).to.equal(true)
    expect(gas.proof <= 160_000n, String(gas.proof)).to.equal(true)
    if (process.env.BOURSE_SHOW_GAS) console.log(gas)
  })
})
