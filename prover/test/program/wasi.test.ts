// The shim's WASI is the attested tier's: each function, in any order, with any arguments.
import { createHash } from 'node:crypto'
import { type Outcome, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { seeded } from '../../../runtime/test/support/random.ts'
import { wat } from '../../../runtime/test/support/wat.ts'
import { attested, type RequestFields, requestOf, Twin } from '../support/twin.ts'
import {
  ANSWER_BYTES,
  DATA_BYTES,
  errorsOf,
  parametersOf,
  type WasiCall,
  wasiBody,
  wasiGuest,
  wasiNames,
} from '../support/wasi.ts'

const options = { fuel: 2_000_000_000n, env: { B: '1', A: 'two words', É: '東' } }
const guest = new Twin(wasiGuest, options)

function readable({ status, output, logs, exitCode }: Outcome) {
  const hash = createHash('sha256').update(output).digest('hex')
  return { status, output: hash, logs: Buffer.from(logs).toString('hex'), exitCode: exitCode === 0 ? null : exitCode }
}

/** What both tiers answer; throws where they differ. */
function ask(request: RequestFields, what = ''): Outcome {
  const { outcome } = guest.run(request, what)
  const other = attested(wasiGuest, request, options)
  // the attested tier has a price for lengths and lists that are never gone through
  if (other.status !== Status.OutOfFuel) expect(readable(outcome), what).to.deep.equal(readable(other))
  return outcome
}

function call(
  calls: WasiCall[],
  data?: Uint8Array,
  rest?: string,
): { outcome: Outcome; view: DataView; errors: number[] } {
  const outcome = ask(
    { body: wasiBody(calls, data, rest) },
    JSON.stringify(calls, (_, v) => (typeof v === 'bigint' ? `${v}n` : v)),
  )
  const { output } = outcome
  if (output.length < ANSWER_BYTES) return { outcome, view: new DataView(new ArrayBuffer(0)), errors: [] }
  return { outcome, view: new DataView(output.buffer, output.byteOffset), errors: errorsOf(output, calls.length) }
}

const u32 = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer)
const textAt = ({ outcome }: { outcome: { output: Uint8Array } }, at: number, bytes: number) =>
  Buffer.from(outcome.output.subarray(at, at + bytes)).toString()

describe('WASI of provable programs', () => {
  it('POP-1 gives the environment and then what CGI has of the request', () => {
    const body = wasiBody([
      ['environ_sizes_get', 8, 12],
      ['environ_get', 16, 100],
    ])
    const outcome = ask({ method: 'PUT', target: '/a/b?x=1?&y', contentType: 'text/plain', body })
    const view = new DataView(outcome.output.buffer, outcome.output.byteOffset)
    const [count, bytes] = [view.getUint32(8, true), view.getUint32(12, true)]
    const strings = textAt({ outcome }, 100, bytes).split('\0')
    expect(strings).to.deep.equal([
      ...['B=1', 'A=two words', 'É=東', 'REQUEST_METHOD=PUT', 'PATH_INFO=/a/b', 'QUERY_STRING=x=1?&y'],
      ...['CONTENT_TYPE=text/plain', `CONTENT_LENGTH=${body.length}`, ''],
    ])
    expect(count).to.equal(strings.length - 1)
    for (const target of ['/', '/?', '/a?', '/?b', '/é?ü']) ask({ target, body }, target)
  })

  it('POP-1 has no variables of the version where CGI has some of that name; a handler has no CGI', () => {
    const body = wasiBody([
      ['environ_sizes_get', 8, 12],
      ['environ_get', 16, 100],
    ])
    const env = { QUERY_STRING: 'mine', OTHER: '1' }
    const { output } = new Twin(wasiGuest, { env }).run({ target: '/?asked', body }).outcome
    const bytes = new DataView(output.buffer, output.byteOffset).getUint32(12, true)
    const names = textAt({ outcome: { output } }, 100, bytes).split('\0')
    expect(names.slice(0, 4)).to.deep.equal(['OTHER=1', 'REQUEST_METHOD=POST', 'PATH_INFO=/', 'QUERY_STRING=asked'])
    const handler =
      wat(`(module (import "wasi_snapshot_preview1" "environ_get" (func $get (param i32 i32) (result i32)))
      (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 1024))
      (func (export "handle") (param i32 i32) (result i64) (drop (call $get (i32.const 0) (i32.const 64))) (i64.const 0x4000000040)))`)
    const answer = new Twin(handler, { env }).run({ body }).outcome.output
    expect(Buffer.from(answer).toString().replace(/\0+$/, '')).to.equal('QUERY_STRING=mine\0OTHER=1')
  })

  it('POP-1 has no arguments', () => {
    const { errors, view } = call([
      ['args_sizes_get', 8, 12],
      ['args_get', 0, 0],
    ])
    expect([...errors, view.getUint32(8, true), view.getUint32(12, true)]).to.deep.equal([0, 0, 0, 0])
  })

  it('POP-1 has one clock, which starts where the receipt says, moves when it is read and stops at its end', () => {
    const reads: WasiCall[] = [0, 1, 2, 3, 4, -1].map((id) => ['clock_time_get', id, 0n, 8 + (id & 3) * 8])
    const request = { body: wasiBody([...reads, ['clock_res_get', 0, 64]]) }
    const view = ({ output }: Outcome) => new DataView(output.buffer, output.byteOffset)
    const { outcome } = guest.run(request, 'from 5000', 5_000n)
    expect(errorsOf(outcome.output, 7)).to.deep.equal([0, 0, 0, 0, 28, 28, 0])
    expect([view(outcome).getBigUint64(32, true), view(outcome).getBigUint64(64, true)]).to.deep.equal([9_000n, 1_000n])
    const atEnd = guest.run(request, 'at its end', (1n << 64n) - 1_500n).outcome
    expect(view(atEnd).getBigUint64(32, true)).to.equal((1n << 64n) - 1n)
  })

  it('POP-1 has the random stream of the request: sha256(seed || block)', () => {
    const sizes = [1, 31, 32, 0, 100, 5, 64, 700]
    const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    const calls = sizes.map((size, i): WasiCall => ['random_get', starts[i] as number, size])
    const body = wasiBody(calls)
    const { output } = ask({ body })
    const seed = createHash('sha256').update(requestOf({ body })).digest()
    const blocks = Array.from({ length: Math.ceil(total / 32) }, (_, i) => {
      const block = Buffer.alloc(8)
      block.writeBigUInt64BE(BigInt(i))
      return createHash('sha256').update(seed).update(block).digest()
    })
    expect(Buffer.from(output.subarray(0, total)).equals(Buffer.concat(blocks).subarray(0, total))).to.equal(true)
  })

  it('POP-1 polls without waiting: the clock jumps to the earliest deadline', () => {
    const subscription = (user: number, type: number, timeout: bigint, absolute = 0): number[] => {
      const [low, high] = [Number(timeout & 0xffff_ffffn), Number(timeout >> 32n)]
      return [user, 0, type, 0, 0, 0, low, high, 0, 0, absolute, 0]
    }
    const poll = (...all: number[][]): string[] => {
      const { view } = call(
        [
          ['poll_oneoff', 0, 1024, all.length, 4096],
          ['clock_time_get', 0, 0n, 4104],
        ],
        u32(...all.flat()),
      )
      const ready = Array.from({ length: view.getUint32(4096, true) }, (_, i) => {
        return `${view.getUint32(1024 + 32 * i, true)}:${view.getUint8(1034 + 32 * i)}`
      })
      return [...ready, String(view.getBigUint64(4104, true) - 1_700_000_000_000_001_000n)]
    }
    const start = 1_700_000_000_000_000_000n
    expect(poll(subscription(7, 0, 500n), subscription(8, 0, 50n), subscription(9, 0, 50n))).to.deep.equal([
      ...['8:0', '9:0', '50'],
    ])
    expect(poll(subscription(7, 0, 500n), subscription(8, 1, 0n))).to.deep.equal(['8:1', '0'])
    expect(poll(subscription(7, 0, start - 5n, 1), subscription(8, 0, 50n))).to.deep.equal(['7:0', '0'])
    expect(poll(subscription(7, 0, start + 60n, 1), subscription(8, 0, 60n))).to.deep.equal(['7:0', '8:0', '60'])
    const end = (1n << 64n) - 1n
    expect(poll(subscription(7, 0, end), subscription(8, 0, end - 1n))[0]).to.equal('8:0')
  })

  it('POP-1 reads stdin into several buffers, to its end and no further', () => {
    const read: WasiCall = ['fd_read', 0, 0, 3, 64]
    const found = call([read, read], u32(100, 2, 200, 3, 300, 4), 'abcdefghijk')
    expect([textAt(found, 100, 2), textAt(found, 200, 3), textAt(found, 300, 4)]).to.deep.equal(['jk', 'cde', 'fghi'])
    expect(found.view.getUint32(64, true)).to.equal(2)
  })

  it('POP-1 ends by proc_exit with what was written', () => {
    const write: WasiCall = ['fd_write', 1, 0, 1, 64]
    const data = Uint8Array.of(...u32(16, 3), ...new Uint8Array(8), ...Buffer.from('abc'))
    for (const [code, status] of [
      [0, Status.Ok],
      [1, Status.Exit],
      [-1, Status.Exit],
    ] as const) {
      const { outcome } = call([write, ['proc_exit', code], write], data)
      expect([outcome.status, Buffer.from(outcome.output).toString('utf8', 0, 3)]).to.deep.equal([status, 'abc'])
    }
  })

  it('POP-1 an output beyond its limit is too large, to the byte, and nothing of it is left', () => {
    const writes = (bytes: number) => [...Array(3)].map((): WasiCall => ['fd_write', 1, 0, bytes, 64])
    const data = u32(...[...Array(8)].flatMap(() => [0, 0x1000]))
    const twin = new Twin(wasiGuest, { ...options, outputBytes: 0x1000 + 0x6100 })
    const run = (calls: WasiCall[]) => twin.run({ body: wasiBody(calls, data) }).outcome
    expect(run(writes(1).slice(0, 1)).status).to.equal(Status.Ok)
    const { status, output } = run(writes(1).slice(0, 2))
    expect([status, output.length]).to.deep.equal([Status.OutputTooLarge, 0])
    expect(run(writes(8)).status).to.equal(Status.OutputTooLarge)
  })

  it('POP-1 keeps 65,536 bytes of log and drops the rest', () => {
    const data = u32(...[...Array(8)].flatMap(() => [0, 0x1234]))
    const { outcome } = call(
      [...Array(3)].map((): WasiCall => ['fd_write', 2, 0, 8, 0x5000]),
      data,
    )
    expect(outcome.logs.length).to.equal(65_536)
  })

  it('POP-1 a handler answers with what it returns, logs its stdout, and is held to the same limits', () => {
    const handler = (code: string) =>
      wat(`(module (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 2) (data (i32.const 0) "\\10\\00\\00\\00\\03\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00log")
        (func (export "_initialize") (i32.store8 (i32.const 18) (i32.const 71)))
        (func (export "alloc") (param i32) (result i32) (i32.const 1024))
        (func (export "handle") (param $p i32) (param $n i32) (result i64)
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) ${code}))`)
    const answer = (at: number, bytes: number) => `(i64.const 0x${((BigInt(at) << 32n) | BigInt(bytes)).toString(16)})`
    const run = (code: string) =>
      new Twin(handler(code), { outputBytes: 1000 }).run({ body: Buffer.from('hello') }).outcome
    const echo = run(answer(1024, 5))
    expect([Buffer.from(echo.output).toString(), Buffer.from(echo.logs).toString()]).to.deep.equal(['hello', 'loG'])
    expect(run(answer(131_072, 0)).status).to.equal(Status.Ok)
    expect(run(answer(131_072, 1)).status).to.equal(Status.Trap)
    expect(run(answer(0xffff_ffff, 1)).status).to.equal(Status.Trap)
    expect(run(answer(0, 1000)).output.length).to.equal(1000)
    expect(run(answer(0, 1001)).status).to.equal(Status.OutputTooLarge)
    expect(run(answer(0, 0xffff_ffff)).status).to.equal(Status.OutputTooLarge)
  })

  it('POP-1 answers any calls with any arguments as the attested tier does', () => {
    const random = seeded('WASI calls')
    const edges = [0, 1, 2, 3, 4, -1, 8, 12, 64, 100, 1000, 0x5ff8, 65_528, 65_535, 65_536, -8]
    const skipped = new Set(['proc_exit', 'poll_oneoff'])
    for (let round = 0; round < 400; round++) {
      const calls = Array.from({ length: 1 + random(5) }, (): WasiCall => {
        const name = wasiNames[random(wasiNames.length)] as string
        if (skipped.has(name) && random(4)) return ['sched_yield']
        const args = [...parametersOf(name)].map(() =>
          random(3) ? random(0x3000) : (edges[random(edges.length)] as number),
        )
        // a small number of vectors, subscriptions or bytes, most of the time
        if (args.length > 2 && random(5)) args[name === 'random_get' ? 1 : 2] = random(4)
        if (name.startsWith('fd_') && random(5)) args[0] = random(4)
        return [name, ...args]
      })
      const words = Array.from({ length: DATA_BYTES / 4 }, () => random(2) * random(random(3) ? 300 : 70_000))
      call(calls, u32(...words), 'what is left to read')
    }
  })

  it('POP-1 traps on bytes that are no request', () => {
    const good = requestOf({ target: '/x', contentType: 'a', body: Uint8Array.of(1, 2, 3) })
    const statusOf = (bytes: Uint8Array) => guest.run(bytes, Buffer.from(bytes).toString('hex')).outcome.status
    for (let length = 0; length < good.length; length++)
      expect(statusOf(good.subarray(0, length))).to.equal(Status.Trap)
    expect(statusOf(Uint8Array.of(...good, 0))).to.equal(Status.Trap)
    expect(statusOf(Uint8Array.of(2, ...good.subarray(1)))).to.equal(Status.Trap)
    const lengths = new Uint8Array(65_536).fill(0xff)
    lengths[0] = 1
    expect(statusOf(lengths)).to.equal(Status.Trap)
  })

  it('POP-1 takes requests of up to 65,536 bytes', () => {
    const body = (bytes: number) => wasiBody([], undefined, 'x'.repeat(bytes))
    const room = 65_536 - requestOf({ body: body(0) }).length
    expect(guest.run({ body: body(room) }).outcome.status).to.equal(Status.Ok)
    expect(() => guest.run({ body: body(room + 1) })).to.throw(RangeError, '65537 bytes')
  })
})
