import { expect } from 'chai'
import { MAX_STACK_SLOTS } from '../../src/counter.ts'
import { prepare, Sandbox, Status } from '../../src/index.ts'
import { wat } from '../support/wat.ts'

function repeat(count: number, make: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => make(i)).join(' ')
}

const types = (count: number, type: string): string => repeat(count, () => type)

/** Endless recursion in the shapes that need the most native stack per slot. */
const shapes: Record<string, string> = {
  'without locals': '(func $f (call $f)) (func (export "_start") (call $f))',
  'with a result to come back to':
    '(func $f (result i32) (i32.add (i32.const 1) (call $f))) (func (export "_start") (drop (call $f)))',
  indirect: `(type $t (func)) (table 1 funcref) (elem (i32.const 0) $f)
    (func $f (call_indirect (type $t) (i32.const 0))) (func (export "_start") (call $f))`,
  ...Object.fromEntries(
    [1, 4, 8, 20, 64].flatMap((n) => [
      [
        `with ${n} parameters and results`,
        `(func $f (param ${types(n, 'i64')}) (result ${types(n, 'i64')}) (call $f ${repeat(n, (i) => `(local.get ${i})`)}))
         (func (export "_start") (call $f ${repeat(n, () => '(i64.const 7)')}) ${repeat(n, () => 'drop')})`,
      ],
      [
        `with ${n} float parameters`,
        `(func $f (param ${types(n, 'f64')}) (call $f ${repeat(n, (i) => `(local.get ${i})`)}))
         (func (export "_start") (call $f ${repeat(n, () => '(f64.const 7)')}))`,
      ],
      [
        `with ${n} operands below the call`,
        `(global $g (mut i64) (i64.const 3))
         (func $f ${repeat(n, () => '(global.get $g)')} (call $f) ${repeat(n, () => '(global.set $g)')})
         (func (export "_start") (call $f))`,
      ],
      [
        `with ${n} locals alive over the call`,
        `(func $f (param i64) (result i64) (local ${types(n, 'i64')})
           ${repeat(n, (i) => `(local.set ${i + 1} (i64.mul (local.get 0) (i64.const ${i + 3})))`)}
           (drop (call $f (local.get ${n})))
           ${repeat(n, (i) => `(local.set 0 (i64.xor (local.get 0) (local.get ${i + 1})))`)}
           (local.get 0))
         (func (export "_start") (drop (call $f (i64.const 1))))`,
      ],
    ]),
  ),
}

/** Calls itself first, so that the guest starts deep in the host's own stack. */
function deeper<T>(frames: number, work: () => T): T {
  return frames === 0 ? work() : deeper(frames - 1, work)
}

describe('stack slots', function () {
  this.timeout(20_000)
  for (const [shape, code] of Object.entries(shapes)) {
    it(`RUN-1 recursion ${shape} ends by the slots, not by the engine`, () => {
      const sandbox = new Sandbox(prepare(wat(`(module ${code})`), { stackSlots: MAX_STACK_SLOTS }))
      // Twice, so that the second time may run optimised code.
      for (let i = 0; i < 2; i++) {
        const { status } = deeper(200, () => sandbox.invoke(new Uint8Array(0), { fuel: 1n << 36n }))
        expect(status).to.equal(Status.CallDepth)
      }
    })
  }

  it('RUN-1 the smaller limit is reached sooner, with less fuel', () => {
    const fuel = (stackSlots: number): bigint => {
      const program = prepare(wat(`(module ${shapes['without locals']})`), { stackSlots })
      return new Sandbox(program).invoke(new Uint8Array(0), { fuel: 1n << 36n }).fuel
    }
    expect([fuel(0), fuel(100), fuel(1000)]).to.deep.equal([4n, 52n, 504n])
  })
})
