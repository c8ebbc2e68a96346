// The contract that executes one instruction beside the reference machine, on random states, instructions and witnesses.
//   STEP_SEED=7 STEP_CASES=3000 mocha test/fuzz/onestep.test.ts
import { expect } from 'chai'
import { decodeErrorResult, type Hex } from 'viem'
import { Depth, Op, Status } from '../../prover/src/isa.ts'
import { type Chain, type Contract, newChain } from './support/chain.ts'
import { encodeStep, word } from './support/machine/calldata.ts'
import { KNOWN, place, randomInstruction, randomMachine } from './support/machine/states.ts'
import { newRandom, type Random } from './support/random.ts'

const seed = Number(process.env.STEP_SEED ?? (Date.now() % 1_000_000) + 1)
const cases = Number(process.env.STEP_CASES ?? 2_000)
/** Steps from one random state before the next. */
const LIFE = 12
const BATCH = 40

interface Proved {
  witness: bigint[]
  /** Calldata of the step with these words as its witness. */
  encode(witness: bigint[]): Hex
  expected: Hex
  /** The step in words, for a person. */
  what: string
}

describe(`OneStep beside the reference machine (seed ${seed}, ${cases} steps)`, () => {
  let chain: Chain
  let oneStep: Contract
  const met = new Map<number, number>()
  const outcomes = { running: 0, halted: 0, trapped: 0 }

  before(async () => {
    chain = await newChain()
    oneStep = await chain.deploy('OneStep', [])
  })

  async function refusal(data: Hex): Promise<string> {
    try {
      return await chain.rpc<Hex>('eth_call', { to: oneStep.address, data, gas: '0x1000000' }, 'latest')
    } catch (error) {
      const { data } = error as { data?: Hex }
      return data ? decodeErrorResult({ abi: oneStep.abi, data }).errorName : `${error}`
    }
  }

  /** Steps of random machines, each with the witness of the reference machine. */
  function* steps(random: Random): Generator<Proved, never> {
    for (;;) {
      const machine = randomMachine(random)
      for (let i = 0; i < LIFE; i++) {
        const { pc, pages } = machine.registers
        const ins = randomInstruction(random, { pages })
        if (pc < 2 ** Depth.Code) place(machine, ins)
        if (random.chance(0.02)) machine.registers.status = random.pick([Status.Halted, Status.Trapped, 200])
        const { before, witness } = machine.prove()
        const context = machine.context()
        const encode = (words: bigint[]) => encodeStep(oneStep, context, before, words)
        const { status } = machine.registers
        met.set(ins.op, (met.get(ins.op) ?? 0) + (status === Status.Trapped ? 0 : 1))
        outcomes[status === Status.Trapped ? 'trapped' : status === Status.Halted ? 'halted' : 'running']++
        const what = JSON.stringify({ ins, before }, (_, v) => (typeof v === 'bigint' ? `0x${v.toString(16)}` : v))
        yield { witness, encode, expected: word(machine.hash()), what }
        if (status === Status.Halted && random.chance(0.8)) break
        machine.registers = { ...machine.registers, status: Status.Running }
        if (status === Status.Trapped && random.chance(0.5)) break
      }
    }
  }

  it('POP-2 the same state follows', async () => {
    const random = newRandom(seed)
    const source = steps(random)
    for (let done = 0; done < cases; done += BATCH) {
      const batch = Array.from({ length: BATCH }, () => source.next().value)
      const calls = batch.map(({ encode, witness }) => ({ to: oneStep.address, data: encode(witness) }))
      const answers = await chain.readRaw(calls)
      for (const [i, answer] of answers.entries())
        if (answer !== batch[i]?.expected) throw new Error(`another state follows: ${batch[i]?.what}`)
    }
  }).timeout(0)

  it('met nearly every instruction, and steps that run, halt and trap', function () {
    if (cases < 2_000) this.skip()
    // in few steps chance may leave out some; test/fuzz/scripts.test.ts has all of them every time
    const most = cases < 20_000 ? 8 : 0
    expect(KNOWN.filter((op) => op !== Op.Trap && !met.get(op)).length).to.be.at.most(most)
    expect(Math.min(...Object.values(outcomes))).to.be.above(0)
  })

  it('refuses a witness with any word changed, and one that ends too early', async () => {
    const random = newRandom(seed + 1)
    const source = steps(random)
    let refused = 0
    while (refused < Math.ceil(cases / 20)) {
      const { witness, encode, what } = source.next().value
      if (witness.length === 0) continue
      const index = random.below(witness.length)
      const changed = witness.with(index, (witness[index] as bigint) ^ (1n << BigInt(random.below(256))))
      const shortened = witness.slice(0, index).concat(witness.slice(index + 1))
      for (const words of [changed, shortened]) {
        expect(await refusal(encode(words)), what).to.equal('BadWitness')
      }
      refused++
    }
  }).timeout(0)
})
