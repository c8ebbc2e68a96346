// Modules made at random do here what they do in the engine: results, traps, globals, fuel, memory.
//   PROVER_FUZZ_SEED=7 PROVER_FUZZ_COMPARISONS=100000 mocha prover/test/random.test.ts
// `npm run fuzz:prover` goes on for long.
import { expect } from 'chai'
import { lower } from '../src/index.ts'
import { type Failure, moduleOf, moduleSeed, tryModule, tryReference } from './support/beside/campaign.ts'
import { explain } from './support/beside/explain.ts'
import { newTally } from './support/beside/pair.ts'
import { shrink } from './support/beside/shrink.ts'

const seed = Number(process.env.PROVER_FUZZ_SEED ?? (Date.now() % 1_000_000) + 1)
const comparisons = Number(process.env.PROVER_FUZZ_COMPARISONS ?? 15_000)
const EFFORT = { rounds: 2, callsPerRound: 60 }
const REFERENCES = 40
const MOST_REFERENCE_STEPS = 3_000

describe(`random modules, seed ${seed}`, () => {
  it(`POP-2 do on the fast machine what they do in the engine: ${comparisons} calls`, async () => {
    const tally = newTally()
    for (let number = 0; tally.calls < comparisons; number++) {
      const failure = tryModule(moduleSeed(seed, number), EFFORT, tally)
      if (failure) throw new Error(await explain(shrink(failure)))
    }
    for (const kind of [tally.returned, tally.trapped, tally.exhausted]) expect(kind).to.be.above(comparisons / 20)
  }).timeout(0)

  it('do so without folding too, in more steps', () => {
    const [folded, unfolded] = [newTally(), newTally()]
    for (let number = 0; unfolded.calls < 1_200; number++) {
      tryModule(moduleSeed(seed, number), EFFORT, folded)
      const plain = (bytes: Uint8Array) => lower(bytes, { fold: false })
      expect(tryModule(moduleSeed(seed, number), EFFORT, unfolded, plain)?.difference).to.equal(undefined)
    }
    expect(unfolded.steps).to.be.above(1.3 * folded.steps)
  })

  it(`bring the reference machine to the states of the fast one: ${REFERENCES} calls`, () => {
    for (let number = 0; number < REFERENCES; number++)
      expect(tryReference(moduleSeed(seed, number), MOST_REFERENCE_STEPS)).to.equal(undefined)
  }).timeout(60_000)

  it('show a lowering that turns the wrong way, by a module of a few instructions', async () => {
    const [XOR, OR] = [0x85, 0x84]
    const wrong = (bytes: Uint8Array) => {
      const image = lower(bytes)
      return { ...image, code: image.code.map((ins) => (ins.op === XOR ? { ...ins, op: OR } : ins)) }
    }
    const failure = firstFailure(wrong) as Failure
    const small = shrink(failure, wrong, 400)
    expect(small.calls.length).to.be.at.most(5)
    expect(moduleOf(small.tape).bytes.length).to.be.below(moduleOf(failure.tape).bytes.length / 2)
    expect(await explain(small)).to.match(/i64\.xor/)
  }).timeout(60_000)
})

/** Of a module that is not large: it takes less time. */
function firstFailure(lowering: typeof lower): Failure | undefined {
  for (let number = 0; number < 500; number++) {
    const failure = tryModule(moduleSeed(1, number), EFFORT, newTally(), lowering)
    if (failure && failure.tape.length < 4_000) return failure
  }
  return undefined
}
