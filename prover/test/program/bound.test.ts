// Steps are at most 2^20 and 32 for each unit of fuel (docs/proof-of-processing.md, Bound), whatever a guest does to get many steps
// for little fuel. `Twin.run` checks the bound at each run of all these tests; here are the runs that come nearest.
import { Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { depthExceeded, fuelLeft, packCounter } from '../../../runtime/src/counter.ts'
import { seeded } from '../../../runtime/test/support/random.ts'
import { wat } from '../../../runtime/test/support/wat.ts'
import { FastMachine } from '../../src/fast/fast.ts'
import { Status as Halting } from '../../src/isa.ts'
import { lower } from '../../src/lower/lower.ts'
import { metered } from '../support/beside/metered.ts'
import { randomModule } from '../support/module/module.ts'
import { Random } from '../support/random.ts'
import { Twin } from '../support/twin.ts'

const list = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i)).join(' ')
const command = (code: string, rest = '') =>
  `(module (memory (export "memory") 1) ${rest} (func (export "_start") ${code}))`
const forever = (code: string, rest = '') => command(`(loop ${code} (br 0))`, rest)

const many = list(9000, (i) => `(i64.store (i32.const 0) (local.get ${i}))`)
const zeros = `(func $f (local ${list(9000, () => 'i64')}) (if (i32.const 0) (then ${many})))`
const entries = '(table 1000 funcref) (func $f)'
const results = `(result ${list(16, () => 'i64')})`
const chain = (name: string, next: string) => `(func $${name} ${results} (loop) (call $${next}) (return))`

/** What takes the most steps for its fuel, and the most that it took. */
const shapes: [what: string, text: string, stepsPerFuel: number][] = [
  ['a call that zeroes 9,000 locals', forever('(call $f)', zeros), 18],
  ['copies of 7 bytes upwards', forever('(memory.copy (i32.const 0) (i32.const 9) (i32.const 7))'), 16],
  ['copies of 31 bytes downwards', forever('(memory.copy (i32.const 9) (i32.const 8) (i32.const 31))'), 16],
  ['fills of 7 bytes', forever('(memory.fill (i32.const 9) (i32.const 0) (i32.const 7))'), 16],
  [
    'passive data of 7 bytes',
    forever('(memory.init $d (i32.const 9) (i32.const 0) (i32.const 7))', '(data $d "abcdefghijk")'),
    16,
  ],
  ['copies of a table', forever('(table.copy (i32.const 9) (i32.const 0) (i32.const 900))', entries), 12],
  [
    'passive elements',
    forever(
      '(table.init $e (i32.const 9) (i32.const 0) (i32.const 900))',
      `${entries} (elem $e func ${list(900, () => '$f')})`,
    ),
    12,
  ],
  [
    'sixteen results, handed up',
    forever(
      `(call $a) ${list(16, () => 'drop')}`,
      `${chain('a', 'b')} ${chain('b', 'c')} (func $c ${results} (loop) ${list(16, () => '(i64.const 1)')})`,
    ),
    8,
  ],
  [
    'branches that take sixteen values along',
    forever(
      `(block (result ${list(16, () => 'i32')}) ${list(17, () => '(i32.const 1)')} (br 0)) ${list(16, () => 'drop')}`,
    ),
    8,
  ],
  ['an empty loop', forever(''), 4],
]

describe('steps for fuel', () => {
  for (const [what, text, most] of shapes) {
    it(`POP-1 are bounded: ${what}`, () => {
      const fuel = 200_000n
      const { outcome, execution } = new Twin(wat(text), { fuel }).run({})
      expect(outcome.status).to.equal(Status.OutOfFuel)
      expect(Number(execution.length) / Number(fuel)).to.be.below(most)
    })
  }

  it('POP-1 are bounded when fuel ends deep in calls that all have much to do afterwards', () => {
    const afterwards = list(2500, (i) => {
      return `(if (local.get $x) (then (local.set $x (i32.const ${i}))) (else (local.set $x (i32.const 3))))`
    })
    const deep = `(func $f (param $n i32) (local $x i32)
      (if (local.get $n) (then (call $f (i32.sub (local.get $n) (i32.const 1))))) ${afterwards})`
    const { outcome, execution } = new Twin(wat(command('(call $f (i32.const 3000))', deep)), { fuel: 40_000n }).run({})
    expect(outcome.status).to.equal(Status.OutOfFuel)
    // without a check at a function's end all three thousand would go on to theirs, 25 million steps
    expect(Number(execution.length)).to.be.below(100_000)
  })

  it('POP-1 are bounded when fuel ends before much that has no loop', () => {
    const small = `(func $small ${list(20, () => '(i32.store (i32.const 0) (i32.const 1))')})`
    const much = `(if (i32.eqz (i32.load (i32.const 0))) (then ${list(100_000, () => '(call $small)')}))`
    const { outcome, execution } = new Twin(wat(command(much, small)), { fuel: 40_000n }).run({})
    expect(outcome.status).to.equal(Status.OutOfFuel)
    // without a check of what costs much, four million
    expect(Number(execution.length)).to.be.below(1000)
  })

  it('POP-1 of a trap are bounded by the limit, since a loop keeps its fuel to itself', () => {
    const loop = `(local $i i32) (loop (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $i) (i32.const 100000)))) (drop (i32.div_u (local.get $i) (i32.const 0)))`
    const { outcome, execution } = new Twin(wat(command(loop)), { fuel: 1_000_000n }).run({})
    expect(outcome).to.include({ status: Status.Trap, trap: 'divideByZero' })
    expect(outcome.fuel < 1000n && execution.length > 200_000n).to.equal(true)
  })

  it('POP-1 are bounded in random modules, none of which comes near', () => {
    const random = seeded('modules')
    let calls = 0
    for (let i = 0; i < 60; i++) {
      const module = randomModule(new Random(random(2 ** 31)))
      const image = lower(metered(module.bytes, true, { memoryPages: 64 }, true))
      const { slot } = image.globals.get('counter') as { slot: number }
      const machine = new FastMachine(image)
      const start = machine.snapshot()
      for (const { pc } of image.exports.values()) {
        machine.restore(start)
        machine.registers = { ...machine.registers, pc }
        const limit = BigInt([10, 1000, 50_000][random(3)] as number)
        machine.setSlot(slot, packCounter(limit, 49_152))
        const steps = machine.run(1n << 40n)
        const counter = BigInt.asIntN(64, machine.slot(slot))
        const trapped = machine.registers.status === Halting.Trapped && !depthExceeded(counter)
        const fuel = trapped ? limit : limit - fuelLeft(counter)
        expect(steps <= 8n * fuel + 1000n, `${steps} steps, ${fuel} fuel, module ${i}`).to.equal(true)
        calls++
      }
    }
    expect(calls).to.be.above(100)
  })

  it('POP-1 are few for real code', () => {
    const hash = `(local $i i32) (local $h i32) (loop
      (local.set $h (i32.mul (i32.xor (local.get $h) (i32.load8_u (i32.and (local.get $i) (i32.const 0xffff)))) (i32.const 16777619)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $i) (i32.const 100000))))`
    const { outcome, execution } = new Twin(wat(command(hash))).run({})
    expect(Number(execution.length) / Number(outcome.fuel)).to.be.within(0.3, 0.7)
  })
})
