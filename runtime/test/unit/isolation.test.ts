import { expect } from 'chai'
import { type InvokeOptions, type Outcome, prepare, Sandbox, Status } from '../../src/index.ts'
import { wat } from '../support/wat.ts'

/**
 * A handler that remembers: it counts its runs in a global and in memory, answers both counts and then does what its
 * input says.
 */
const REMEMBERS = wat(`(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 2)
  (global $runs (mut i32) (i32.const 0))
  (global $wide (mut i64) (i64.const -5))
  (global $next (mut i32) (i32.const 4096))
  (func (export "alloc") (param i32) (result i32)
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get 0))))
  (func (export "handle") (param $p i32) (param $n i32) (result i64)
    (local $do i32)
    (local.set $do (i32.load8_u (local.get $p)))
    (global.set $runs (i32.add (global.get $runs) (i32.const 1)))
    (global.set $wide (i64.mul (global.get $wide) (i64.const 3)))
    (i32.store (i32.const 100000) (i32.add (i32.load (i32.const 100000)) (i32.const 1)))
    (i32.store (i32.const 0) (global.get $runs))
    (i32.store (i32.const 4) (i32.load (i32.const 100000)))
    (i64.store (i32.const 8) (global.get $wide))
    (i32.store (i32.const 16) (local.get $p))
    (memory.fill (i32.const 1024) (i32.const 0xee) (i32.const 90000))
    (if (i32.eq (local.get $do) (i32.const 0x74)) (then unreachable))
    (if (i32.eq (local.get $do) (i32.const 0x6c)) (then (loop $l (br $l))))
    (if (i32.eq (local.get $do) (i32.const 0x65)) (then (call $exit (i32.const 1))))
    (if (i32.eq (local.get $do) (i32.const 0x67)) (then (drop (memory.grow (i32.const 5)))))
    (if (i32.eq (local.get $do) (i32.const 0x6f)) (then (drop (i32.load (i32.const -1)))))
    (i64.const 20)))`)

const options: InvokeOptions = { fuel: 1_000_000n }

function input(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

describe('isolation', function () {
  this.timeout(20_000)
  const first = new Sandbox(prepare(REMEMBERS)).invoke(input('-'), options)

  it('starts from the snapshot: one run, nothing of the allocator but the warm-up', () => {
    const view = new DataView(first.output.buffer)
    expect([
      view.getInt32(0, true),
      view.getInt32(4, true),
      view.getBigInt64(8, true),
      view.getInt32(16, true),
    ]).to.deep.equal([1, 1, -15n, 4096 + 1024])
  })

  for (const [ends, text, status] of [
    ['returned', '-', Status.Ok],
    ['trapped', 't', Status.Trap],
    ['trapped in the engine', 'o', Status.Trap],
    ['run out of fuel', 'l', Status.OutOfFuel],
    ['exited', 'e', Status.Exit],
    ['grown its memory', 'g', Status.Ok],
  ] as const) {
    it(`RUN-2 nothing is left of an invocation that has ${ends}`, () => {
      const sandbox = new Sandbox(prepare(REMEMBERS))
      for (let i = 0; i < 3; i++) {
        expect(sandbox.invoke(input(text), options).status).to.equal(status)
        expect(sandbox.invoke(input('-'), options)).to.deep.equal(first)
      }
    })
  }

  it('RUN-2 nothing is left in tables, nor of dropped segments', () => {
    const bytes = wat(`(module
      (memory (export "memory") 1)
      (table $t 1 9 funcref)
      (elem $late func $f)
      (data $text "abc")
      (func $f)
      (func (export "alloc") (param i32) (result i32) (i32.const 64))
      (func (export "handle") (param i32 i32) (result i64)
        (i32.store8 (i32.const 0) (ref.is_null (table.get $t (i32.const 0))))
        (i32.store8 (i32.const 1) (table.grow $t (ref.null func) (i32.const 1)))
        (table.init $t $late (i32.const 0) (i32.const 0) (i32.const 1))
        (memory.init $text (i32.const 2) (i32.const 0) (i32.const 3))
        (elem.drop $late) (data.drop $text)
        (i64.const 5)))`)
    const sandbox = new Sandbox(prepare(bytes))
    const run = (): Outcome => sandbox.invoke(new Uint8Array(0), options)
    const outcome = run()
    expect([...outcome.output]).to.deep.equal([1, 1, 97, 98, 99])
    expect([run(), run()]).to.deep.equal([outcome, outcome])
  })

  it('RUN-2 a new instance after a trap has neither data that initialisation cleared, nor less than it wrote', () => {
    const bytes = wat(`(module
      (memory (export "memory") 1)
      (data (i32.const 20000) "cleared")
      (data (i32.const 40000) "kept")
      (func (export "_initialize")
        (memory.fill (i32.const 20000) (i32.const 0) (i32.const 7))
        (drop (memory.grow (i32.const 1)))
        (i32.store8 (i32.const 100000) (i32.const 33)))
      (func (export "alloc") (param i32) (result i32) (i32.const 64))
      (func (export "handle") (param $p i32) (param $n i32) (result i64)
        (if (local.get $n) (then unreachable))
        (memory.copy (i32.const 0) (i32.const 20000) (i32.const 7))
        (memory.copy (i32.const 7) (i32.const 40000) (i32.const 4))
        (memory.copy (i32.const 11) (i32.const 100000) (i32.const 1))
        (i32.store8 (i32.const 12) (memory.size))
        (i64.const 13)))`)
    const sandbox = new Sandbox(prepare(bytes))
    for (let i = 0; i < 3; i++) {
      expect(Buffer.from(sandbox.invoke(new Uint8Array(0), options).output).toString()).to.equal(
        '\0\0\0\0\0\0\0kept!\u0002',
      )
      expect(sandbox.invoke(new Uint8Array(1), options).status).to.equal(Status.Trap)
    }
  })

  it('RUN-2 sandboxes of one program share nothing', () => {
    const program = prepare(REMEMBERS)
    const sandboxes = [new Sandbox(program), new Sandbox(program)]
    for (const sandbox of sandboxes) expect(sandbox.invoke(input('-'), options)).to.deep.equal(first)
    sandboxes[0]?.invoke(input('t'), options)
    expect(sandboxes[1]?.invoke(input('-'), options)).to.deep.equal(first)
  })

  it('RUN-2 the output is a copy, and the input is left as it was', () => {
    const sandbox = new Sandbox(prepare(REMEMBERS))
    const given = input('-')
    const kept = sandbox.invoke(given, options)
    sandbox.invoke(input('g'), options)
    expect(kept).to.deep.equal(first)
    expect(given).to.deep.equal(input('-'))
  })

  it('RUN-5 environment, clock, random numbers and stdin are those of the invocation', () => {
    const bytes = wat(`(module
      (import "wasi_snapshot_preview1" "environ_get" (func $env (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
      (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\\40\\00\\00\\00\\40\\00\\00\\00")
      (func (export "_start")
        (drop (call $env (i32.const 512) (i32.const 64)))
        (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 80)))
        (drop (call $random (i32.const 88) (i32.const 8)))
        (i32.store (i32.const 8) (i32.const 96)) (i32.store (i32.const 12) (i32.const 16))
        (drop (call $read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 112)))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 24)))))`)
    const sandbox = new Sandbox(prepare(bytes))
    const one = sandbox.invoke(input('first'), {
      ...options,
      env: { A: 'one' },
      timeNs: 5n,
      seed: new Uint8Array(32).fill(1),
    })
    const two = sandbox.invoke(input('2'), {
      ...options,
      env: { B: '2' },
      timeNs: 9n,
      seed: new Uint8Array(32).fill(2),
    })
    const none = sandbox.invoke(input(''), options)
    const again = sandbox.invoke(input('first'), {
      ...options,
      env: { A: 'one' },
      timeNs: 5n,
      seed: new Uint8Array(32).fill(1),
    })
    expect(again).to.deep.equal(one)
    const at = (outcome: Outcome, start: number, end: number): string =>
      Buffer.from(outcome.output.subarray(start, end)).toString('latin1')
    expect(at(one, 0, 16)).to.equal('A=one\0'.padEnd(16, '\0'))
    expect(at(two, 0, 16)).to.equal('B=2\0'.padEnd(16, '\0'))
    expect(at(none, 0, 16)).to.equal(''.padEnd(16, '\0'))
    expect(at(one, 32, 48)).to.equal('first'.padEnd(16, '\0'))
    expect(new DataView(one.output.buffer).getBigUint64(16, true)).to.equal(1005n)
    expect(new DataView(two.output.buffer).getBigUint64(16, true)).to.equal(1009n)
    expect(at(one, 24, 32)).not.to.equal(at(two, 24, 32))
    // sha256(32 times 0x01 || eight zero bytes) begins so
    expect(Buffer.from(one.output.subarray(24, 32)).toString('hex')).to.equal('1267c212fa828e9e')
  })
})
