// Guests made at random, and real ones with bytes changed: they are refused, or come to the same here and on the machine.
//   SEED=7 repeats a run.
import { readFileSync } from 'node:fs'
import { ModuleError, type Outcome, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { randomModule } from '../../../runtime/test/support/generator.ts'
import { type Random, seeded } from '../../../runtime/test/support/random.ts'
import { wat, watFile } from '../../../runtime/test/support/wat.ts'
import { attested, Twin } from '../support/twin.ts'

const INTEGERS = 60
const FLOATS = 40
const RECURSIONS = 40
const CORRUPTED = 3000

const corpus = new URL('../../../runtime/test/corpus/', import.meta.url)
const guests = [
  ...['wasi', 'bulk', 'multivalue', 'indirect', 'traps', 'globals'].map((name) =>
    watFile(new URL(`${name}.wat`, corpus)),
  ),
  new Uint8Array(readFileSync(new URL('../../../guests/corpus/sieve/module.wasm', import.meta.url))),
]

/** One to three bytes changed, taken out or put in. */
function corrupted(random: Random, source: Uint8Array): Uint8Array {
  const bytes = [...source]
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = 8 + random(bytes.length - 8)
    const change = random(4)
    if (change === 0) bytes.splice(at, 1)
    else if (change === 1) bytes.splice(at, 0, random(256))
    else bytes[at] = change === 2 ? random(256) : (bytes[at] as number) ^ (1 << random(8))
  }
  return Uint8Array.from(bytes)
}

const times = (count: number, text: string) => new Array<string>(count).fill(text).join(' ')

/** A function that calls itself with any number of parameters, results, locals and values in between. */
function recursion(random: Random): string {
  const [parameters, results, locals, values] = [
    random(20),
    random(17),
    random(3) * random(300),
    random(2) * random(200),
  ]
  const bulk = random(2) ? '(memory.fill (i32.const 0) (i32.const 0) (i32.const 9))' : ''
  const grow = random(2) ? '(drop (memory.grow (i32.const 0)))' : ''
  const call = random(2) ? '(call $f)' : '(call_indirect (type $t) (i32.const 0))'
  return `(module (type $t (func (param ${times(parameters, 'i64')}) (result ${times(results, 'i32')})))
    (memory (export "memory") 1) (table funcref (elem $f)) ${times(random(60), '(global i64 (i64.const 1))')}
    (func $f (type $t) (local ${times(locals, 'i64')})
      ${bulk} ${grow} ${times(values, '(i32.const 1)')} ${times(parameters, '(i64.const 2)')} ${call}
      ${times(results + values, 'drop')} ${times(results, '(i32.const 3)')})
    (func (export "_start") ${times(parameters, '(i64.const 2)')} (call $f) ${times(results, 'drop')}))`
}

describe('random provable guests', () => {
  it(`POP-1 come to the same as in the attested tier: ${INTEGERS} of integers`, () => {
    const random = seeded('integer guests')
    for (let i = 0; i < INTEGERS; i++) {
      const source = randomModule(random, { floats: false })
      const { outcome } = new Twin(source, { fuel: 1_000_000n }).run({}, `module ${i}`)
      const known = (one: Outcome) => ({
        status: one.status,
        trap: one.trap,
        output: Buffer.from(one.output).toString('hex'),
      })
      if (outcome.status === Status.OutOfFuel) continue
      expect(known(attested(source, {}, { fuel: 100_000_000n })), `module ${i}`).to.deep.equal(known(outcome))
    }
  })

  it(`POP-1 trap where they compute with floats: ${FLOATS} of all types`, () => {
    const random = seeded('guests of all types')
    for (let i = 0; i < FLOATS; i++) new Twin(randomModule(random), { fuel: 1_000_000n }).run({}, `module ${i}`)
  })

  it(`POP-1 meet the limit of call depth, never the end of the machine's slots: ${RECURSIONS} recursions`, () => {
    const random = seeded('recursions')
    for (let i = 0; i < RECURSIONS; i++) {
      const text = recursion(random)
      const twin = new Twin(wat(text), { fuel: 20_000_000n })
      const { outcome, execution } = twin.run({}, text)
      expect(outcome.status, text).to.equal(Status.CallDepth)
      const used = execution.at(execution.length).registers.fp - twin.image.image.fp0
      expect(used, text).to.be.at.most(twin.program.stackSlots)
    }
  })

  it(`POP-1 run, or are refused with a reason: ${CORRUPTED} with bytes changed`, () => {
    const random = seeded('corrupted guests')
    let ran = 0
    for (let i = 0; i < CORRUPTED; i++) {
      const source = corrupted(random, guests[random(guests.length)] as Uint8Array)
      let twin: Twin
      try {
        twin = new Twin(source, { fuel: 100_000n, memoryPages: 64 })
      } catch (error) {
        expect(error, Buffer.from(source).toString('hex')).to.be.instanceOf(ModuleError)
        continue
      }
      twin.run({ body: new Uint8Array([1, 2, 3]) }, `module ${i}: ${Buffer.from(source).toString('hex')}`)
      ran++
    }
    expect(ran).to.be.above(CORRUPTED / 50)
  })
})
