import { expect } from 'chai'
import { disputeCost } from '../../scripts/bench/prover/dispute.ts'

/** What a bond pays for, twice: DEFENCE_GAS of core/Games. */
const DEFENCE_GAS = 800_000
const MOST_STEPS = 2 ** 20 + 32 * 2 ** 32

describe('disputes: gas', () => {
  it('POP-5 a dispute about 2^32 steps takes at most 16 transactions and 1,400,000 gas, from opening to verdict', async () => {
    const { transactions, gas, moves, witness, isPunished } = await disputeCost()
    expect(isPunished).to.equal(true)
    const text = moves.map((one) => `${one.move} ${one.gas}`).join(', ')
    console.log(`      ${transactions} transactions, ${gas} gas, ${witness} words of witness: ${text}`)
    expect(transactions).to.be.at.most(16)
    expect(gas).to.be.at.most(1_400_000)
    const of = (name: string) => moves.filter(({ move }) => move === name).map((one) => one.gas)
    // a bond pays for all moves of a provider in the longest game
    const rounds = Math.ceil(Math.log2(MOST_STEPS) / 5)
    expect((of('defend')[0] as number) + (rounds - 1) * Math.max(...of('split'))).to.be.at.most(DEFENCE_GAS)
  })
})
