import { expect } from 'chai'
import { canaryCost, SAMPLE_STEPS } from '../../scripts/bench/prover/canary.ts'
import { disputeCost } from '../../scripts/bench/prover/dispute.ts'

/** What a bond pays for, twice: DEFENCE_GAS of core/Games. */
const DEFENCE_GAS = 800_000
/** Of a bond what the provider gets of a challenger that lost. */
const PAID = DEFENCE_GAS * 2 * 0.75
const MOST_STEPS = 2 ** 20 + 32 * 2 ** 32

const textOf = (moves: { move: string; gas: number }[]) => moves.map((one) => `${one.move} ${one.gas}`).join(', ')

describe('disputes: gas', () => {
  it('POP-5 a dispute about 2^32 steps takes at most 16 transactions and 1,400,000 gas, from opening to verdict', async () => {
    const { transactions, gas, moves, witness, isPunished } = await disputeCost()
    expect(isPunished).to.equal(true)
    console.log(`      ${transactions} transactions, ${gas} gas, ${witness} words of witness: ${textOf(moves)}`)
    expect(transactions).to.be.at.most(16)
    expect(gas).to.be.at.most(1_400_000)
    const of = (name: string) => moves.filter(({ move }) => move === name).map((one) => one.gas)
    // a bond pays for all moves of a provider in the longest game
    const rounds = Math.ceil(Math.log2(MOST_STEPS) / 5)
    expect((of('defend')[0] as number) + (rounds - 1) * Math.max(...of('split'))).to.be.at.most(DEFENCE_GAS)
  })

  it('POP-5 EPO-4 the longest game about a canary takes at most 16 transactions; who loses it pays for what the provider did', async () => {
    const { transactions, gas, providerGas, moves, isPunished } = await canaryCost()
    expect(isPunished).to.equal(true)
    console.log(`      ${transactions} transactions, ${gas} gas, ${providerGas} the provider's: ${textOf(moves)}`)
    expect(SAMPLE_STEPS < 2n ** 30n).to.equal(true)
    expect(moves.filter(({ move }) => move === 'pick').length).to.equal(6)
    expect(transactions).to.be.at.most(16)
    expect(providerGas).to.be.at.most(PAID)
  })
})
