// Modules made at random do here what they do in the engine: results, traps, memory and globals.
import { expect } from 'chai'
import { lower } from '../../src/lower/lower.ts'
import type { Target } from '../../src/wast/target.ts'
import { targets } from '../../src/wast/targets.ts'
import { Random } from '../support/random.ts'
import { I32, randomModule, type Signature } from '../support/random-module.ts'

const MODULES = Number(process.env.PROVER_RANDOM_MODULES ?? 150)
const SEED = Number(process.env.PROVER_RANDOM_SEED ?? Date.now() % 1_000_000_000)
const FUEL = 2_000_000

type Call = (...args: (number | bigint)[]) => unknown

/** Results as bits; undefined for a trap. */
function engineCall(call: Call, { parameters, results }: Signature, args: bigint[]): bigint[] | undefined {
  try {
    const found = call(...args.map((arg, i) => (parameters[i] === I32 ? Number(BigInt.asIntN(32, arg)) : arg)))
    const values = results.length > 1 ? (found as unknown[]) : results.length === 1 ? [found] : []
    return [...values].map((value, i) => BigInt.asUintN(results[i] === I32 ? 32 : 64, BigInt(value as number | bigint)))
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return undefined
    throw error
  }
}

/** Calls that were compared. */
function compare(seed: number, target: Target): number {
  const random = new Random(seed)
  const { bytes, functions } = randomModule(random)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const image = lower(bytes)
  const instance = target.load(image)
  const call = (name: string, args: bigint[], results: number) => {
    const outcome = instance.call(image.exports.get(name)?.pc as number, args, results, FUEL)
    expect(outcome.status, `seed ${seed} ${name}`).to.not.equal('fuel')
    return outcome.status === 'halted' ? outcome.results : undefined
  }
  const both = (name: string, signature: Signature, args: bigint[]) => {
    const expected = engineCall(exports[name] as Call, signature, args)
    expect(call(name, args, signature.results.length), `seed ${seed} ${name}(${args.join()})`).to.deep.equal(expected)
  }
  let calls = 0
  for (let turn = 0; turn < 3; turn++) {
    functions.forEach((signature, i) => {
      const args = signature.parameters.map((type) => BigInt.asUintN(type === I32 ? 32 : 64, random.bits()))
      both('refill', { parameters: [], results: [] }, [])
      both(`f${i}`, signature, args)
      both('sum', { parameters: [], results: [0x7e] }, [])
      calls++
    })
  }
  return calls
}

describe('random modules', () => {
  for (const target of targets) {
    it(`do the same in the engine and on the ${target.name} machine: ${MODULES} from seed ${SEED}`, () => {
      let calls = 0
      for (let i = 0; i < MODULES; i++) calls += compare(SEED + i, target)
      expect(calls).to.be.above(0)
    })
  }
})
