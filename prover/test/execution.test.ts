// States of an execution in any order, and steps proved where two executions part.
import { expect } from 'chai'
import type { FastMachine } from '../src/fast/fast.ts'
import type { Image } from '../src/image.ts'
import { Status } from '../src/isa.ts'
import { lower } from '../src/lower/lower.ts'
import { codeTree } from '../src/machine/load.ts'
import { Execution, type ExecutionOptions } from '../src/prove/execution.ts'
import { type Entry, imageHash, imageHeader } from '../src/prove/image-hash.ts'
import { Random } from './support/random.ts'
import { compile } from './support/wat.ts'

const PROGRAM = `(module (memory 1)
  (func (export "run") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (local.get $i)))
      (i32.store (i32.and (i32.mul (local.get $i) (i32.const 4)) (i32.const 0xffff)) (local.get $sum))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum)))`
const image = lower(compile(PROGRAM))
const { pc } = image.exports.get('run') as { pc: number }
const start = (n: bigint) => new Execution(image, pc, (machine) => machine.setSlot(image.fp0, n))
const prepare = (machine: FastMachine) => machine.setSlot(image.fp0, 50_000n)

/** The provider's side of a game in which the section after `share` of 32 is denied each time. */
function playedGame(share: bigint, options: ExecutionOptions): Execution {
  const execution = new Execution(image, pc, prepare, options)
  let [from, to] = [0n, execution.length]
  while (to - from > 1n) {
    const parts = to - from < 32n ? to - from : 32n
    execution.boundaries(from, to, 32)
    const [at, section] = [from, (parts * share) / 32n]
    ;[from, to] = [at + ((to - at) * section) / parts, at + ((to - at) * (section + 1n)) / parts]
    execution.narrow(from, to)
  }
  execution.prove(from)
  return execution
}

describe('an execution', () => {
  it('has the same states, whatever is asked for first', () => {
    const [up, down] = [start(5000n), start(5000n)]
    const { length } = up
    expect(down.length).to.equal(length)
    const steps = Array.from({ length: 20 }, (_, i) => (length * BigInt(i)) / 19n)
    const hashes = steps.map((step) => up.hashAt(step))
    expect(steps.toReversed().map((step) => down.hashAt(step))).to.deep.equal(hashes.toReversed())
    expect(up.hashAt(length + 5n)).to.equal(up.hashAt(length))
    expect(up.at(length).registers.status).to.equal(Status.Halted)
  })

  it('finds the one step in which a liar parts from it, in cuts of 32', () => {
    const [honest, liar] = [start(50_000n), start(50_000n)]
    const { length } = honest
    const lie = (length * 7n) / 11n
    // the liar's states are honest until the lie, others afterwards
    const claimed = (step: bigint) => liar.hashAt(step) + (step > lie ? 1n : 0n)
    let [from, to, rounds] = [0n, length, 0]
    while (to - from > 1n) {
      const parts = to - from < 32n ? to - from : 32n
      const bounds = Array.from({ length: Number(parts) + 1 }, (_, i) => from + ((to - from) * BigInt(i)) / parts)
      const wrong = bounds.findIndex((step) => step > from && claimed(step) !== honest.hashAt(step))
      ;[from, to] = [bounds[wrong - 1] as bigint, bounds[wrong] as bigint]
      honest.narrow(from, to)
      rounds++
    }
    expect(from).to.equal(lie)
    expect(rounds).to.be.at.most(4)
    const { before, witness, after } = honest.prove(from)
    expect(witness.length).to.be.above(22)
    expect(after).to.equal(honest.hashAt(to))
    expect(before.stackRoot).to.not.equal(0n)
  })

  it('has the same states where it may keep few of them', () => {
    const [poor, rich] = [new Execution(image, pc, prepare, { mostKept: 300_000 }), start(50_000n)]
    const { length } = rich
    expect(poor.boundaries(0n, length, 32)).to.deep.equal(rich.boundaries(0n, length, 32))
    const [from, to] = [(length * 30n) / 32n, (length * 31n) / 32n]
    poor.narrow(from, to)
    expect(poor.boundaries(from, to, 32)).to.deep.equal(rich.boundaries(from, to, 32))
  })

  it('makes the steps of a game hardly more than once where little is written, whichever section is denied', () => {
    for (const share of [0n, 13n, 24n, 31n]) {
      const { made, length } = playedGame(share, { spacing: 1n << 9n })
      expect(Number(made) / Number(length), `section ${share}`).to.be.within(1, 1.3)
    }
    // where no states are kept while steps are counted, they are made twice
    const { made, length } = playedGame(24n, { spacing: 1n << 40n })
    expect(Number(made) / Number(length)).to.be.above(1.9)
  })

  it('has the same states in any order while it keeps states, and however few', () => {
    const rich = start(20_000n)
    const { length } = rich
    const random = new Random(3)
    const steps = Array.from({ length: 60 }, () => BigInt(random.int(Number(length) + 100)))
    const hashes = steps.map((step) => rich.hashAt(step))
    for (const mostKept of [1, 60_000, 400_000, 2 ** 30]) {
      const execution = new Execution(image, pc, (machine) => machine.setSlot(image.fp0, 20_000n), {
        mostKept,
        spacing: 300n,
      })
      // asked before the length is known, and after
      const half = steps.slice(0, 30).map((step) => execution.hashAt(step))
      expect(execution.length).to.equal(length)
      expect([...half, ...steps.slice(30).map((step) => execution.hashAt(step))]).to.deep.equal(hashes)
    }
  })

  it('keeps no more than it may, though the program writes all of its memory', () => {
    const mostKept = 700_000
    const execution = new Execution(image, pc, prepare, { mostKept, spacing: 1000n })
    const { length } = execution
    expect(execution.keptBytes).to.be.within(mostKept / 4, mostKept)
    for (let i = 0n; i <= 100n; i++) {
      execution.hashAt((length * ((i * 37n) % 101n)) / 100n)
      expect(execution.keptBytes).to.be.at.most(mostKept)
    }
    execution.narrow(length / 3n, length / 2n)
    expect(execution.keptBytes).to.be.at.most(mostKept)
  })

  it('cuts a span into at most so many parts', () => {
    const execution = start(100n)
    expect(execution.boundaries(0n, 5n, 32)).to.deep.equal([1n, 2n, 3n, 4n].map((step) => execution.hashAt(step)))
    expect(execution.boundaries(0n, 64n, 32).length).to.equal(31)
  })

  it('an image has a hash that code, memory, entry and limits are in', () => {
    const entry = { pc, counterSlot: 16, fuel: 1000n }
    const hashOf = (changed: Partial<Image>, at: Partial<Entry> = {}) =>
      imageHash(imageHeader({ ...image, ...changed }, { ...entry, ...at }))
    const hash = hashOf({})
    const others = [
      hashOf({}, { pc: pc + 1 }),
      hashOf({}, { counterSlot: 17 }),
      hashOf({}, { fuel: 1001n }),
      hashOf({ maxPages: image.maxPages - 1 }),
      hashOf({ memory: [{ address: 9, bytes: new Uint8Array([1]) }] }),
      hashOf({ slots: new Map([[16, 1n]]) }),
      hashOf({ code: image.code.toSpliced(2, 1) }),
    ]
    expect(new Set([hash, ...others]).size).to.equal(others.length + 1)
    expect(imageHash(imageHeader(lower(compile(PROGRAM)), entry))).to.equal(hash)
    expect(codeTree(image).root()).to.equal(start(1n).prove(0n).context.codeRoot)
  })
})
