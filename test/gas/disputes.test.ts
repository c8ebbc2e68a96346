import { expect } from 'chai'
import { Ending } from '../regression/support/disputes/program.ts'
import { Match, newTable } from '../regression/support/disputes/table.ts'

const STEPS = 1n << 32n

describe('disputes: gas', () => {
  it('POP-5 a dispute about 2^32 steps takes at most 16 transactions and 1,400,000 gas, from opening to verdict', async () => {
    const table = await newTable()
    const request = Uint8Array.from({ length: 256 }, (_, i) => (i === 0 ? Ending.Long : 65 + (i % 26)))
    const signed = await table.sign(request)
    const { execution } = signed.run
    // the step with the longest witness of those that there are
    let [at, longest] = [0n, 0]
    for (let step = 0n; step < 200n; step++) {
      const { length } = execution.prove(step).witness
      if (length > longest) [at, longest] = [step, length]
    }
    const lie = signed.run.lie(at, (machine) => machine.memory.set(77, 1n), STEPS)
    const match = new Match(table, await table.open(signed), lie, signed.run.truth())
    await match.win(signed.run)
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    const moves = match.gas.map(({ move, gas }) => `${move} ${gas}`).join(', ')
    console.log(`      ${match.gas.length} transactions, ${match.total} gas, ${longest} words of witness: ${moves}`)
    expect(match.gas.length).to.be.at.most(16)
    expect(Number(match.total)).to.be.at.most(1_400_000)
    const provider = match.gas.filter(({ move }) => move === 'defend' || move === 'split')
    // what a bond pays for is above all moves of a provider in the longest game
    const perRound = Math.max(...provider.filter(({ move }) => move === 'split').map(({ gas }) => Number(gas)))
    const rounds = Math.ceil(Math.log2(2 ** 20 + 32 * 2 ** 38) / 5)
    const all = Number(provider[0]?.gas) + (rounds - 1) * perRound
    expect(all).to.be.at.most(800_000)
  })
})
