import { expect } from 'chai'
import type { PublicClient } from 'viem'
import { type FeeMarket, firstFees, raisedFees, readFeeMarket, replacingFees } from '../../src/chain/fees.ts'

const GWEI = 10n ** 9n
const quiet: FeeMarket = { block: 9, baseFee: 10n * GWEI, tip: GWEI, paid: 0n, most: 0n }
const crowd: FeeMarket = { ...quiet, paid: 8n * GWEI, most: 20n * GWEI }

describe('fees', () => {
  it('begin with room for a base fee that doubles, and in a crowd with what others pay', () => {
    expect(firstFees(quiet)).to.deep.equal({ maxFeePerGas: 21n * GWEI, maxPriorityFeePerGas: GWEI })
    expect(firstFees(crowd)).to.deep.equal({ maxFeePerGas: 28n * GWEI, maxPriorityFeePerGas: 8n * GWEI })
  })

  it('are raised in a crowd or when the base fee outgrew them, by a quarter at least, and else not', () => {
    const fees = firstFees(quiet)
    expect(raisedFees(fees, quiet)).to.equal(undefined)
    expect(raisedFees(fees, crowd)?.maxPriorityFeePerGas).to.equal(10n * GWEI + 1n)
    expect(raisedFees(fees, { ...quiet, baseFee: 30n * GWEI })).to.deep.equal({
      maxFeePerGas: 61n * GWEI + GWEI / 4n + 1n,
      maxPriorityFeePerGas: (GWEI * 5n) / 4n + 1n,
    })
    // a base fee that has fallen since: a node wants a tenth more of both all the same
    const dear = { maxFeePerGas: 400n * GWEI, maxPriorityFeePerGas: 30n * GWEI }
    expect(raisedFees(dear, crowd)?.maxFeePerGas).to.equal(500n * GWEI + 1n)
    expect(raisedFees({ ...dear, maxPriorityFeePerGas: 70n * GWEI }, crowd), 'four times what others pay').to.equal(
      undefined,
    )
    expect(replacingFees(dear, firstFees(crowd))).to.deep.equal({
      maxFeePerGas: 500n * GWEI + 1n,
      maxPriorityFeePerGas: (75n * GWEI) / 2n + 1n,
    })
  })

  it('of others are those of the dearest full block', async () => {
    const client = {
      getFeeHistory: async () => ({
        ...{ oldestBlock: 5n, baseFeePerGas: [1n, 2n, 3n, 4n], gasUsedRatio: [0.99, 0.5, 0.97] },
        reward: [
          [7n, 9n],
          [50n, 90n],
          [6n, 11n],
        ],
      }),
      estimateMaxPriorityFeePerGas: async () => 2n,
    } as unknown as PublicClient
    expect(await readFeeMarket(client)).to.deep.equal({ block: 7, baseFee: 4n, tip: 2n, paid: 7n, most: 11n })
  })

  it('are those of the newest block where a node keeps no history', async () => {
    const block = { number: 7n, baseFeePerGas: 80n, gasUsed: 95n, gasLimit: 100n }
    const client = {
      getFeeHistory: async () => Promise.reject(new Error('the method does not exist')),
      estimateMaxPriorityFeePerGas: async () => 2n,
      getBlock: async () => block,
    } as unknown as PublicClient
    expect(await readFeeMarket(client)).to.deep.equal({ block: 7, baseFee: 90n, tip: 2n, paid: 2n, most: 2n })
    block.gasUsed = 50n
    expect((await readFeeMarket(client)).paid).to.equal(0n)
  })
})
