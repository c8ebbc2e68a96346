import { expect } from 'chai'
import {
  ExecutorPool,
  HostTimeoutError,
  ModuleError,
  PoolClosedError,
  PoolOverloadedError,
  prepare,
  Sandbox,
  Status,
} from '../../src/index.ts'
import { wat } from '../support/wat.ts'

/** Answers its input; loops for ever when that begins with 'l', traps when it begins with 't'. */
const handler = prepare(
  wat(`(module
    (memory (export "memory") 2)
    (func (export "alloc") (param i32) (result i32) (i32.const 1024))
    (func (export "handle") (param $p i32) (param $n i32) (result i64)
      (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x6c)) (then (loop $l (br $l))))
      (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x74)) (then unreachable))
      (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $n)))))`),
)
const broken = prepare(wat('(module (start $f) (func $f unreachable) (func (export "_start")))'))
const FOREVER = (1n << 38n) - 1n

function input(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  return expect.fail('the promise was fulfilled')
}

async function withPool(
  options: ConstructorParameters<typeof ExecutorPool>[0],
  work: (pool: ExecutorPool) => Promise<void>,
) {
  const pool = new ExecutorPool(options)
  try {
    await work(pool)
  } finally {
    await pool.close()
  }
}

describe('ExecutorPool', function () {
  this.timeout(20_000)

  it('gives the same outcomes as a sandbox, for many invocations at once', () =>
    withPool({ threads: 2 }, async (pool) => {
      const sandbox = new Sandbox(handler)
      const texts = Array.from({ length: 100 }, (_, i) => `${i % 7 === 0 ? 't' : ''}${i}`)
      const outcomes = await Promise.all(texts.map((text) => pool.invoke(handler, input(text), { fuel: 10_000n })))
      expect(outcomes).to.deep.equal(texts.map((text) => sandbox.invoke(input(text), { fuel: 10_000n })))
      expect(pool.stats).to.deep.equal({ threads: 2, busy: 0, queued: 0, lost: 0 })
    }))

  it('passes large inputs and outputs', () =>
    withPool({ threads: 1 }, async (pool) => {
      const body = new Uint8Array(100_000).map((_, i) => i * 7)
      body[0] = 0
      const { output } = await pool.invoke(handler, body, { fuel: 10_000n })
      expect(Buffer.compare(output, body)).to.equal(0)
    }))

  it('RUN-2 ends a thread that outlives its deadline, and goes on', () =>
    withPool({ threads: 1 }, async (pool) => {
      const runaway = rejection(pool.invoke(handler, input('loop'), { fuel: FOREVER, deadlineMs: 50 }))
      const waiting = pool.invoke(handler, input('next'), { fuel: 10_000n })
      const error = await runaway
      expect(error).to.be.instanceOf(HostTimeoutError)
      expect(error).to.include({ deadlineMs: 50 })
      expect((await waiting).status).to.equal(Status.Ok)
      expect(pool.stats.lost).to.equal(1)
    }))

  it('refuses what its queue cannot hold', () =>
    withPool({ threads: 1, queueLimit: 1, deadlineMs: 100 }, async (pool) => {
      const running = rejection(pool.invoke(handler, input('loop'), { fuel: FOREVER }))
      const waiting = pool.invoke(handler, input('w'), { fuel: 10_000n, deadlineMs: 10_000 })
      expect(await rejection(pool.invoke(handler, input('x'), { fuel: 10_000n }))).to.be.instanceOf(PoolOverloadedError)
      expect(await running).to.be.instanceOf(HostTimeoutError)
      expect((await waiting).status).to.equal(Status.Ok)
    }))

  it('rejects what waits and what runs when it is closed', async () => {
    const pool = new ExecutorPool({ threads: 1 })
    const running = rejection(pool.invoke(handler, input('loop'), { fuel: FOREVER }))
    const waiting = rejection(pool.invoke(handler, input('w'), { fuel: 10_000n }))
    await pool.close()
    expect(await running).to.be.instanceOf(Error)
    expect(await waiting).to.be.instanceOf(PoolClosedError)
    expect(await rejection(pool.invoke(handler, input('w'), { fuel: 1n }))).to.be.instanceOf(PoolClosedError)
  })

  it('carries errors over from the thread, and the thread lives on', () =>
    withPool({ threads: 1 }, async (pool) => {
      const error = await rejection(pool.invoke(broken, input(''), { fuel: 1n }))
      expect(error).to.be.instanceOf(ModuleError)
      expect(error).to.include({ code: 'initialise' })
      expect(await rejection(pool.invoke(handler, input(''), { fuel: -1n }))).to.be.instanceOf(RangeError)
      expect((await pool.invoke(handler, input('a'), { fuel: 10_000n })).status).to.equal(Status.Ok)
      expect(pool.stats).to.include({ threads: 1, lost: 0 })
    }))

  it('refuses options out of range, by name', async () => {
    for (const [name, value] of [
      ['threads', 0],
      ['queueLimit', -1],
      ['deadlineMs', Number.POSITIVE_INFINITY],
      ['programsPerThread', 1.5],
    ] as const) {
      expect(() => new ExecutorPool({ [name]: value })).to.throw(RangeError, `${name} is ${value}`)
    }
    await withPool({ threads: 1 }, async (pool) => {
      expect(await rejection(pool.invoke(handler, input(''), { fuel: 1n, deadlineMs: 0 }))).to.be.instanceOf(RangeError)
    })
  })

  it('forgets the program used longest ago, and takes it again', () =>
    withPool({ threads: 1, programsPerThread: 2 }, async (pool) => {
      const programs = [1, 2, 3].map((pages) =>
        prepare(
          wat(`(module
            (memory (export "memory") ${pages})
            (func (export "alloc") (param i32) (result i32) (i32.const 1024))
            (func (export "handle") (param i32 i32) (result i64)
              (i32.store8 (i32.const 0) (memory.size)) (i64.const 1)))`),
        ),
      )
      for (const i of [0, 1, 2, 0, 2, 1, 1, 0]) {
        const program = programs[i] as (typeof programs)[number]
        const { output } = await pool.invoke(program, input(''), { fuel: 10_000n })
        expect([...output]).to.deep.equal([i + 1])
      }
    }))
})
