// The market beside its naive model: every amount equal to the micro-USDC after every step.
//   FUZZ_SEED=7 FUZZ_RUNS=1 FUZZ_STEPS=120 mocha test/fuzz/settlement.test.ts
import { expect } from 'chai'
import { type Counts, runSequence } from './support/sequence.ts'
import { STEPS } from './support/steps.ts'

const seed = Number(process.env.FUZZ_SEED ?? (Date.now() % 1_000_000) + 1)
const runs = Number(process.env.FUZZ_RUNS ?? 8)
const steps = Number(process.env.FUZZ_STEPS ?? 100)

describe(`the settlement beside a naive model (seeds ${seed}..${seed + runs - 1}, ${steps} steps each)`, () => {
  const counts: Counts = new Map()

  for (let i = 0; i < runs; i++) {
    it(`ESC-2 ESC-3 DEAL-1 DEAL-4 DEAL-5 DEAL-6 DEAL-8 EPO-2 EPO-3 EPO-8 EPO-9 money and states are equal after every step, seed ${seed + i}`, async () => {
      await runSequence({ seed: seed + i, steps, counts })
    }).timeout(600_000)
  }

  it('tried every action', () => {
    const tried = new Set([...counts.keys()].map((key) => key.split(' ')[0]))
    expect([...tried]).to.include.members(Object.keys(STEPS))
  })

  after(() => {
    if (process.env.FUZZ_COUNTS) console.log(Object.fromEntries([...counts].sort()))
  })
})
