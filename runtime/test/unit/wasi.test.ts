import { expect } from 'chai'
import { type InvokeOptions, type Outcome, prepare, Sandbox, Status } from '../../src/index.ts'
import { wasiSignatures } from '../../src/wasi/signatures.ts'
import { wat } from '../support/wat.ts'

const MEMORY_BYTES = 65_536
const names: Record<string, string> = { i: 'i32', I: 'i64' }

function typeText(signature: string): string {
  const [parameters, results] = signature.split(':') as [string, string]
  const list = (what: string, letters: string): string =>
    letters ? `(${what} ${[...letters].map((l) => names[l]).join(' ')})` : ''
  return `${list('param', parameters)} ${list('result', results)}`
}

/**
 * Calls one WASI function with the arguments given, on a memory that holds `data` at 0, and answers its errno and the
 * memory after it.
 */
function call(
  name: string,
  args: (number | bigint)[],
  data: number[] = [],
  options: Partial<InvokeOptions> = {},
  stdin = '',
) {
  const values = args
    .map((value) => (typeof value === 'bigint' ? `(i64.const ${value})` : `(i32.const ${value})`))
    .join(' ')
  const bytes = data.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
  const module = wat(`(module
    (import "wasi_snapshot_preview1" "${name}" (func $f ${typeText(wasiSignatures.get(name) as string)}))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "${bytes}")
    (func (export "_start") (call $exit (call $f ${values}))))`)
  let memory = new Uint8Array(0)
  const sandbox = new Sandbox(prepare(module), {
    inspect: (left) => {
      memory = left.slice()
    },
  })
  const outcome = sandbox.invoke(new TextEncoder().encode(stdin), { fuel: 100_000_000n, ...options })
  return { outcome, errno: outcome.exitCode, view: new DataView(memory.buffer), memory }
}

function u32(...values: number[]): number[] {
  return [...new Uint8Array(Uint32Array.from(values).buffer)]
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

describe('WASI subset', function () {
  this.timeout(20_000)
  it('RUN-5 gives arguments and environment in the order they were given', () => {
    const options = { args: ['program', 'é'], env: { B: '1', A: 'two words', EMPTY: '' } }
    const sizes = call('args_sizes_get', [8, 12], [], options)
    expect([sizes.errno, sizes.view.getUint32(8, true), sizes.view.getUint32(12, true)]).to.deep.equal([0, 2, 11])
    const args = call('args_get', [8, 100], [], options)
    expect([args.view.getUint32(8, true), args.view.getUint32(12, true)]).to.deep.equal([100, 108])
    expect(text(args.memory.subarray(100, 111))).to.equal('program\0é\0')
    const env = call('environ_get', [8, 100], [], options)
    expect(text(env.memory.subarray(100, 123))).to.equal('B=1\0A=two words\0EMPTY=\0')
  })

  it('RUN-5 has one virtual clock, which moves when it is read', () => {
    for (const id of [0, 1, 2, 3]) {
      const { errno, view } = call('clock_time_get', [id, 0n, 8], [], { timeNs: 5_000n })
      expect([errno, view.getBigUint64(8, true)]).to.deep.equal([0, 6_000n])
    }
    expect(call('clock_time_get', [4, 0n, 8]).errno).to.equal(28)
    expect(call('clock_res_get', [0, 8]).view.getBigUint64(8, true)).to.equal(1_000n)
  })

  it('RUN-5 stops the clock at its end instead of turning it back', () => {
    const { view } = call('clock_time_get', [0, 0n, 8], [], { timeNs: (1n << 64n) - 5n })
    expect(view.getBigUint64(8, true)).to.equal((1n << 64n) - 1n)
  })

  it('RUN-5 polls without waiting: the clock jumps to the earliest deadline', () => {
    const subscription = (userdata: number, type: number, timeout: number, absolute = 0): number[] => [
      ...u32(userdata, 0, type, 0, 0, 0, timeout, 0, 0, 0, absolute, 0),
    ]
    const poll = (...list: number[][]): string[] => {
      const { errno, view } = call('poll_oneoff', [0, 1024, list.length, 4096], list.flat(), { timeNs: 100n })
      expect(errno).to.equal(0)
      const count = view.getUint32(4096, true)
      return Array.from(
        { length: count },
        (_, i) => `${view.getUint32(1024 + 32 * i, true)}:${view.getUint8(1034 + 32 * i)}`,
      )
    }
    expect(poll(subscription(7, 0, 500), subscription(8, 0, 50), subscription(9, 0, 50))).to.deep.equal(['8:0', '9:0'])
    expect(poll(subscription(7, 0, 500), subscription(8, 1, 0))).to.deep.equal(['8:1'])
    // A deadline that is past already, in absolute time.
    expect(poll(subscription(7, 0, 40, 1), subscription(8, 0, 50))).to.deep.equal(['7:0'])
  })

  it('RUN-5 reads stdin into several buffers, and nothing after its end', () => {
    const { errno, view, memory } = call('fd_read', [0, 0, 3, 64], u32(100, 2, 200, 3, 300, 9), {}, 'abcdefg')
    expect([errno, view.getUint32(64, true)]).to.deep.equal([0, 7])
    expect([
      text(memory.subarray(100, 103)),
      text(memory.subarray(200, 204)),
      text(memory.subarray(300, 303)),
    ]).to.deep.equal(['ab\0', 'cde\0', 'fg\0'])
    expect(call('fd_read', [0, 0, 1, 64], u32(100, 5)).view.getUint32(64, true)).to.equal(0)
  })

  it('RUN-5 writes stdout to the output and stderr to the logs', () => {
    const data = [...u32(16, 2, 18, 1), ...new TextEncoder().encode('abc')]
    const run = (fd: number): Outcome => call('fd_write', [fd, 0, 2, 64], data).outcome
    expect([text(run(1).output), text(run(1).logs)]).to.deep.equal(['abc', ''])
    expect([text(run(2).output), text(run(2).logs)]).to.deep.equal(['', 'abc'])
  })

  it('RUN-5 knows three streams and no other descriptor', () => {
    const cases: [name: string, more: (number | bigint)[], standard: number][] = [
      ['fd_close', [], 0],
      ['fd_fdstat_get', [64], 0],
      ['fd_filestat_get', [64], 0],
      ['fd_seek', [0n, 0, 64], 70],
      ['fd_tell', [64], 70],
      ['fd_fdstat_set_flags', [0], 0],
    ]
    for (const [name, more, standard] of cases) {
      for (const fd of [0, 1, 2]) expect(call(name, [fd, ...more]).errno, `${name} ${fd}`).to.equal(standard)
      for (const fd of [3, -1]) expect(call(name, [fd, ...more]).errno, `${name} ${fd}`).to.equal(8)
    }
    for (const fd of [1, 3, -1]) expect(call('fd_read', [fd, 0, 0, 64]).errno).to.equal(8)
    for (const fd of [0, 3, -1]) expect(call('fd_write', [fd, 0, 0, 64]).errno).to.equal(8)
    expect(call('fd_prestat_get', [3, 64]).errno).to.equal(8)
    expect(call('fd_prestat_dir_name', [3, 64, 9]).errno).to.equal(8)
  })

  it('RUN-5 fills random bytes across blocks, as one stream', () => {
    const { memory } = call('random_get', [0, 100], [], { seed: new Uint8Array(32).fill(9) })
    const again = call('random_get', [0, 40], [], { seed: new Uint8Array(32).fill(9) })
    expect(memory.subarray(0, 40)).to.deep.equal(again.memory.subarray(0, 40))
    expect(memory.subarray(100, 110)).to.deep.equal(new Uint8Array(10))
    expect(new Set(memory.subarray(0, 100)).size).to.be.above(50)
  })

  it('RUN-5 every function of WASI preview 1 can be imported and called, and none of them breaks the host', () => {
    for (const [name, signature] of wasiSignatures) {
      if (!signature.endsWith(':i')) continue
      for (const value of [0, 1, -1, MEMORY_BYTES]) {
        const args = [...(signature.split(':')[0] as string)].map((letter) => (letter === 'I' ? BigInt(value) : value))
        const { status } = call(name, args, [], { fuel: 10_000_000_000n }).outcome
        expect(status, `${name}(${args})`).to.be.oneOf([Status.Ok, Status.Exit, Status.Trap, Status.OutOfFuel])
      }
    }
  })
})
