// Both sides of a dispute, played against each other by the rules of the contract.
import { expect } from 'chai'
import type { FastMachine } from '../../src/fast/fast.ts'
import { challengerMove } from '../../src/game/challenger.ts'
import { NothingToSayError } from '../../src/game/moves.ts'
import { providerMove } from '../../src/game/provider.ts'
import { pointAt, sectionsOf } from '../../src/game/rules.ts'
import type { Trace } from '../../src/game/trace.ts'
import { lower } from '../../src/lower/lower.ts'
import { Execution } from '../../src/prove/execution.ts'
import { CheatingExecution } from '../support/cheat.ts'
import { Table } from '../support/table.ts'
import { compile } from '../support/wat.ts'

const PROGRAM = `(module (memory 2)
  (func (export "run") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (local.get $i)))
      (i32.store (i32.and (i32.mul (local.get $i) (i32.const 4)) (i32.const 0xfffc)) (local.get $sum))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum)))`
const image = lower(compile(PROGRAM))
const { pc } = image.exports.get('run') as { pc: number }
const ROUNDS = 2000n
/** Any slot: nobody looks at fuel here. */
const COUNTER = 16
const prepare = (machine: FastMachine) => machine.setSlot(image.fp0, ROUNDS)
const honest = () => new Execution(image, pc, prepare)
const cheat = (lie: bigint, change: (machine: FastMachine) => void) =>
  new CheatingExecution(image, pc, prepare, lie, change)
const { length } = honest()

/** Until somebody has no move. */
function play(provider: Trace, challenger: Trace): Table {
  const arbiter = honest()
  const table = new Table(arbiter.hashAt(0n), (step) => arbiter.prove(step).after)
  try {
    while (table.winner === undefined) {
      const { position } = table
      const isProviders = position.turn === 'defend' || position.turn === 'split'
      table.play(isProviders ? providerMove(position, provider, COUNTER) : challengerMove(position, challenger))
    }
  } catch (error) {
    if (!(error instanceof NothingToSayError)) throw error
    table.timeout()
  }
  return table
}

describe('a game', () => {
  it('cuts what is disputed into at most 32 sections, as even as whole steps allow', () => {
    expect([1n, 5n, 31n, 32n, 33n, 1n << 40n].map((width) => sectionsOf(width))).to.deep.equal([1, 5, 31, 32, 32, 32])
    for (const width of [1n, 31n, 33n, 1_000_003n]) {
      const sections = sectionsOf(width)
      const ends = Array.from({ length: sections + 1 }, (_, i) => pointAt({ first: 9n, width }, sections, i))
      const widths = ends.slice(1).map((end, i) => end - (ends[i] as bigint))
      expect([ends[0], ends.at(-1)]).to.deep.equal([9n, 9n + width])
      expect(widths.every((one) => one === width / BigInt(sections) || one === width / BigInt(sections) + 1n)).to.equal(
        true,
      )
    }
  })

  for (const [name, at] of [
    ['first', 1n],
    ['third', length / 3n],
    ['last', length - 1n],
  ] as const) {
    it(`a provider that changed memory before the ${name} state loses`, () => {
      const table = play(
        cheat(at, (machine) => machine.write(0x1_0000, Uint8Array.of(1))),
        honest(),
      )
      expect(table.winner).to.equal('challenger')
      expect(table.position).to.deep.include({ turn: 'prove', first: at - 1n, width: 1n })
    })
  }

  it('a provider that changed a slot loses, though its execution ends earlier or later', () => {
    for (const rounds of [1500n, 2500n]) {
      const liar = cheat(1000n, (machine) => machine.setSlot(image.fp0, rounds))
      expect(liar.length).to.not.equal(length)
      expect(play(liar, honest()).winner).to.equal('challenger')
    }
  })

  it('a provider shows a last state that has ended, and may name more steps than it took', () => {
    expect(() => play(claiming(length - 1n), honest())).to.throw('the last state runs')
    // after its end the machine stays as it is: nothing is wrong with further steps
    expect(play(claiming(length + 40n), honest()).winner).to.equal('provider')
  })

  it('an honest provider is accused in vain, whoever accuses it', () => {
    expect(play(honest(), honest()).winner).to.equal('provider')
    const confused = cheat(length / 2n, (machine) => machine.write(4, Uint8Array.of(9)))
    expect(() => play(honest(), confused)).to.throw('the step is right')
  })

  it('a game over 2000 rounds of a loop is over in five moves of each side at most', () => {
    const table = play(
      cheat(length / 2n, (machine) => machine.write(0x1_0000, Uint8Array.of(1))),
      honest(),
    )
    expect(table.moves).to.be.at.most(2 * Math.ceil(Math.log2(Number(length)) / 5) + 1)
  })

  it('either side goes on in the middle of a game with nothing but the position', () => {
    const liar = () => cheat(length / 5n, (machine) => machine.write(0x1_0000, Uint8Array.of(1)))
    const arbiter = honest()
    const table = new Table(arbiter.hashAt(0n), (step) => arbiter.prove(step).after)
    while (table.winner === undefined) {
      const { position } = table
      const isProviders = position.turn === 'defend' || position.turn === 'split'
      table.play(isProviders ? providerMove(position, liar(), COUNTER) : challengerMove(position, honest()))
    }
    expect(table.winner).to.equal('challenger')
  })

  it('neither side plays the other one', () => {
    const position = { first: 0n, width: 64n, points: [] }
    expect(() => providerMove({ ...position, turn: 'pick' }, honest(), COUNTER)).to.throw(RangeError)
    expect(() => challengerMove({ ...position, turn: 'split' }, honest())).to.throw(RangeError)
  })
})

/** Honest, but for its number of steps. */
function claiming(steps: bigint): Trace {
  const one = honest()
  return {
    length: steps,
    hashAt: (step) => one.hashAt(step),
    reference: (step) => one.reference(step),
    narrow: (...args) => one.narrow(...args),
    prove: (step) => one.prove(step),
  }
}
