// The scripts of prover/test/wast, step by step on the contract: a sample that has every instruction in every form.
//   SCRIPTS=<folder> EACH=5 mocha test/fuzz/scripts.test.ts    another folder of .wast files, more steps of each form
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Hex } from 'viem'
import { decode, Op } from '../../prover/src/isa.ts'
import { isAlu } from '../../prover/src/machine/alu.ts'
import type { Machine } from '../../prover/src/machine/machine.ts'
import { referenceWith } from '../../prover/src/wast/reference.ts'
import { runScript } from '../../prover/src/wast/script.ts'
import { type Chain, type Contract, newChain } from './support/chain.ts'
import { encodeStep, word } from './support/machine/calldata.ts'

const folder = process.env.SCRIPTS ?? join(import.meta.dirname, '../../prover/test/wast')
/** Steps taken of each opcode with its flags, ending in each status. */
const each = Number(process.env.EACH ?? 1)
const BATCH = 40

interface Sample {
  data: Hex
  after: Hex
  what: string
}

describe('scripts on the contract', () => {
  let chain: Chain
  let oneStep: Contract
  const taken = new Map<string, number>()
  const samples: Sample[] = []

  before(async () => {
    chain = await newChain()
    oneStep = await chain.deploy('OneStep', [])
  })

  function record(machine: Machine): void {
    const { op, flags } = decode(machine.code.get(machine.registers.pc))
    const form = `${op} ${flags}`
    if ((taken.get(form) ?? 0) >= each) {
      machine.step()
      return
    }
    const context = machine.context()
    const { before, witness } = machine.prove()
    taken.set(form, (taken.get(form) ?? 0) + 1)
    const data = encodeStep(context, before, witness)
    samples.push({ data, after: word(machine.hash()), what: `op 0x${op.toString(16)}, flags 0x${flags.toString(16)}` })
  }

  const recording = referenceWith((machine, most) => {
    let steps = 0
    for (; machine.running && steps < most; steps++) record(machine)
    return steps
  })

  /** A file that is not written in forms, of which the official suite has one, is not read. */
  function failuresOf(path: string): string[] {
    try {
      return runScript(readFileSync(path, 'utf8'), recording).failed
    } catch (error) {
      if (error instanceof SyntaxError) return []
      throw error
    }
  }

  it('POP-2 a sample with every instruction leads to the same states', async () => {
    for (const file of globSync('*.wast', { cwd: folder }).sort())
      expect(failuresOf(join(folder, file)), file).to.deep.equal([])
    for (let first = 0; first < samples.length; first += BATCH) {
      const batch = samples.slice(first, first + BATCH)
      const answers = await chain.readRaw(batch.map(({ data }) => ({ to: oneStep.address, data })))
      for (const [i, answer] of answers.entries())
        if (answer !== batch[i]?.after) throw new Error(`another state follows: ${batch[i]?.what}`)
    }
    const ops = new Set([...taken.keys()].map((form) => Number(form.split(' ')[0])))
    // the extension of 32 bits without a sign is no step
    const wanted = Array.from({ length: 256 }, (_, op) => op).filter((op) => isAlu(op) && op !== 0xad)
    const control = Object.values(Op).filter((op) => op < Op.FirstLoad)
    expect([...wanted, ...control].filter((op) => !ops.has(op))).to.deep.equal([])
  }).timeout(0)
})
