// The fast machine is in the same state as the reference machine after every number of steps, and is what its source builds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { buildFastMachine } from '../scripts/build.ts'
import { FastMachine, type Snapshot } from '../src/fast/fast.ts'
import { Status } from '../src/isa.ts'
import { lower } from '../src/lower/lower.ts'
import { load } from '../src/machine/load.ts'
import { compile } from './support/wat.ts'

/** Fills memory beyond a page, grows, calls through the table, drops a segment: something in every tree. */
const PROGRAM = `(module
  (memory 1 4)
  (table 4 funcref) (elem (i32.const 1) $double)
  (global $sum (mut i64) (i64.const 7))
  (data $text "the content of a passive segment")
  (data (i32.const 4090) "across two leaves")
  (type $unary (func (param i64) (result i64)))
  (func $double (param i64) (result i64) (i64.mul (local.get 0) (i64.const 2)))
  (func (export "run") (param $n i32) (result i64) (local $i i32)
    (drop (memory.grow (i32.const 1)))
    (memory.init $text (i32.const 70000) (i32.const 4) (i32.const 20))
    (data.drop $text)
    (memory.fill (i32.const 60000) (i32.const 171) (i32.const 9000))
    (loop $next
      (global.set $sum (call_indirect (type $unary) (i64.add (global.get $sum) (i64.extend_i32_u (local.get $i))) (i32.const 1)))
      (i64.store (i32.mul (local.get $i) (i32.const 333)) (global.get $sum))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (global.get $sum)))`

describe('the fast machine', () => {
  it('POP-2 is in the states of the reference machine', () => {
    const image = lower(compile(PROGRAM))
    const { pc } = image.exports.get('run') as { pc: number }
    const [reference, fast] = [load(image), new FastMachine(image)]
    expect(fast.hash()).to.equal(reference.hash())
    reference.registers = { ...reference.registers, pc }
    fast.registers = { ...fast.registers, pc }
    reference.stack.set(image.fp0, 200n)
    fast.setSlot(image.fp0, 200n)
    let steps = 0
    for (const some of [1, 1, 2, 3, 5, 8, 100, 1000, 3000, 1, 1, 1, 20_000]) {
      steps += reference.run(some)
      fast.run(BigInt(some))
      expect(fast.state(), `after ${steps} steps`).to.deep.equal(reference.state())
    }
    expect(reference.registers.status).to.equal(Status.Halted)
  })

  it('goes back to where it was', () => {
    const image = lower(compile(PROGRAM))
    const { pc } = image.exports.get('run') as { pc: number }
    const fast = new FastMachine(image)
    fast.registers = { ...fast.registers, pc }
    fast.setSlot(image.fp0, 200n)
    const snapshots = [3, 700, 2500, 5000].map((steps) => {
      fast.run(BigInt(steps))
      return { snapshot: fast.snapshot(), hash: fast.hash() }
    })
    fast.run(1n << 40n)
    for (const { snapshot, hash } of [...snapshots, ...snapshots.toReversed()]) {
      fast.restore(snapshot)
      expect(fast.hash()).to.equal(hash)
    }
    fast.restore((snapshots[0] as { snapshot: Snapshot }).snapshot)
    fast.run(700n)
    expect(fast.hash()).to.equal(snapshots[1]?.hash)
  })

  it('is what its source builds', async () => {
    const committed = readFileSync(join(import.meta.dirname, '../fast.wasm'))
    expect(Buffer.from(await buildFastMachine()).equals(committed)).to.equal(true)
  }).timeout(120_000)
})
