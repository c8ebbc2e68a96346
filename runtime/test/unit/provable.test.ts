import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { buildShim } from '../../scripts/shim.ts'
import {
  ExecutorPool,
  HostTimeoutError,
  ModuleError,
  type ProvableOptions,
  ProvableSandbox,
  provable,
  Status,
} from '../../src/index.ts'
import { wasiSignatures } from '../../src/wasi/signatures.ts'
import { randomModule } from '../support/generator.ts'
import { movedNaNs, movesNaNs } from '../support/moves.ts'
import { seeded } from '../support/random.ts'
import { wat } from '../support/wat.ts'

const options: ProvableOptions = { fuel: 1_000_000n, memoryPages: 16, outputBytes: 65_536, env: {} }
const request = (body: string) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return new Uint8Array(Buffer.concat([Buffer.from('\x01\x04POST\0\x01/\0\0', 'latin1'), length, Buffer.from(body)]))
}
const command = (code: string, rest = '') =>
  wat(`(module (memory (export "memory") 1) ${rest} (func (export "_start") ${code}))`, { proposals: true })
/** Answers the bytes at 64; `code` may change them. */
const handler = (code: string, rest = '') =>
  wat(`(module (memory (export "memory") 1 4) ${rest}
    (func (export "alloc") (param i32) (result i32) (i32.const 1024))
    (func (export "handle") (param $p i32) (param $n i32) (result i64) ${code} (i64.const 0x4000000020)))`)

/** Where the first occurrence of some bytes is. */
function offsetOf(source: Uint8Array, ...bytes: number[]): number {
  const at = Buffer.from(source).indexOf(Buffer.from(bytes))
  expect(at, 'the bytes are in the module').to.be.above(0)
  return at
}

describe('a provable program', function () {
  this.timeout(30_000)

  it('POP-1 has the shim that its text says', async () => {
    const committed = readFileSync(new URL('../../src/provable/shim.wasm', import.meta.url))
    expect(Buffer.from(await buildShim()).equals(committed)).to.equal(true)
  })

  it('POP-1 is the same bytes each time, and others for any other option', () => {
    const source = handler('(drop (memory.grow (i32.const 1)))')
    const bytesOf = (changed: Partial<ProvableOptions>) =>
      Buffer.from(provable(source, { ...options, ...changed }).bytes).toString('hex')
    const variants: Partial<ProvableOptions>[] = [
      {},
      { fuel: 1_000_001n },
      { memoryPages: 2 },
      { outputBytes: 65_535 },
      { env: { A: '1' } },
      { env: { A: '2' } },
      { env: { A: '1', B: '' } },
    ]
    expect(new Set(variants.map(bytesOf)).size).to.equal(variants.length)
    expect(bytesOf({})).to.equal(bytesOf({}))
    expect(bytesOf({ outputBytes: 65_537 })).to.equal(bytesOf({}))
  })

  it('POP-1 imports nothing, and exports its entry, both memories and what is restored', () => {
    const imports = [...wasiSignatures].map(([name, signature]) => {
      const [parameters, results] = signature.split(':') as [string, string]
      const types = (letters: string) => [...letters].map((letter) => (letter === 'i' ? 'i32' : 'i64')).join(' ')
      return `(import "wasi_snapshot_preview1" "${name}" (func (param ${types(parameters)}) (result ${types(results)})))`
    })
    const source = wat(`(module ${imports.join(' ')} (memory 1) (func (export "_start")))`)
    const { module } = provable(source, options)
    expect(WebAssembly.Module.imports(module)).to.deep.equal([])
    const names = WebAssembly.Module.exports(module).map(({ name }) => name)
    expect(names.filter((name) => !name.startsWith('global')).sort()).to.deep.equal([
      '_start',
      'counter',
      'io',
      'memory',
    ])
  })

  it('POP-1 keeps indices: what the guest calls and refers to is what it was', () => {
    const source = wat(`(module
      (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
      (import "wasi_snapshot_preview1" "sched_yield" (func $again (result i32)))
      (import "wasi_snapshot_preview1" "path_link" (func $link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
      (type $t (func (result i32)))
      (memory (export "memory") 1) (global $g (mut i32) (i32.const 5)) (table funcref (elem $f $yield $again $start))
      (data $passive "abcd") (data (i32.const 100) "xyz")
      (func $f (result i32) (global.get $g))
      (func $start (global.set $g (i32.add (global.get $g) (i32.const 1))))
      (start $start)
      (func (export "alloc") (param i32) (result i32) (i32.const 1024))
      (func (export "handle") (param i32 i32) (result i64)
        (i32.store (i32.const 64) (call_indirect (type $t) (i32.const 0)))
        (i32.store (i32.const 68) (call_indirect (type $t) (i32.const 2)))
        (i32.store (i32.const 72) (call $link (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
        (memory.init $passive (i32.const 76) (i32.const 1) (i32.const 3))
        (memory.copy (i32.const 80) (i32.const 100) (i32.const 3))
        (i64.const 0x4000000013)))`)
    const { status, output } = new ProvableSandbox(provable(source, options)).invoke(request(''))
    expect(status).to.equal(Status.Ok)
    expect([...output]).to.deep.equal([6, 0, 0, 0, 0, 0, 0, 0, 76, 0, 0, 0, 98, 99, 100, 0, 120, 121, 122])
  })

  it('POP-1 moves floats bit by bit, signalling NaNs too, for as long as it runs', () => {
    const words = (output: Uint8Array) => [...new Uint32Array(output.slice().buffer)].map((word) => word.toString(16))
    const sandbox = new ProvableSandbox(provable(movesNaNs, options))
    // often enough for the optimising compiler
    for (let i = 0; i < 1000; i++) expect(words(sandbox.invoke(request('hi')).output)).to.deep.equal(movedNaNs)
  })

  it('POP-1 traps where it computes with floats, and counts such instructions', () => {
    const source = handler('(if (local.get $n) (then (f64.store (i32.const 64) (f64.sqrt (f64.load (i32.const 0))))))')
    const program = provable(source, options)
    expect(program.floats).to.deep.equal({ count: 1, first: offsetOf(source, 0x9f, 0x39) })
    const sandbox = new ProvableSandbox(program)
    expect(sandbox.invoke(request('')).status).to.equal(Status.Ok)
    expect(sandbox.invoke(request('x'))).to.include({ status: Status.Trap, trap: 'unreachable' })
    expect(sandbox.invoke(request('')).status).to.equal(Status.Ok)
  })

  it('POP-1 starts from the same state after whatever came before', () => {
    const code = `(i32.store8 (i32.add (i32.const 64) (local.get $n)) (i32.const 65))
      (global.set $g (i32.add (global.get $g) (i32.const 1))) (i32.store8 (i32.const 64) (i32.add (global.get $g) (i32.const 48)))
      (if (i32.eq (local.get $n) (i32.const 9)) (then (unreachable)))
      (if (i32.eq (local.get $n) (i32.const 8)) (then (drop (memory.grow (i32.const 1)))))
      (if (i32.eq (local.get $n) (i32.const 7)) (then (call $exit (i32.const 1))))
      (if (i32.eq (local.get $n) (i32.const 6)) (then (loop (br 0))))`
    const exit = '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))'
    const text = (memory: string) => `(module ${exit} ${memory} (global $g (mut i32) (i32.const 0))
      (func (export "alloc") (param i32) (result i32) (i32.const 1024))
      (func (export "handle") (param $p i32) (param $n i32) (result i64) ${code} (i64.const 0x4000000020)))`
    const program = provable(wat(text('(memory (export "memory") 1 4)')), options)
    const kept = new ProvableSandbox(program)
    const random = seeded('lengths')
    for (let i = 0; i < 300; i++) {
      const body = 'x'.repeat(random(13))
      expect(kept.invoke(request(body)), body).to.deep.equal(new ProvableSandbox(program).invoke(request(body)))
    }
  })

  it('POP-1 runs in the threads of a pool, which end it when it takes too long', async () => {
    const pool = new ExecutorPool({ threads: 1 })
    try {
      const program = provable(handler('(memory.copy (i32.const 64) (local.get $p) (local.get $n))'), options)
      const here = new ProvableSandbox(program).invoke(request('hello'), { timeNs: 5n })
      expect(await pool.invoke(program, request('hello'), { timeNs: 5n })).to.deep.equal(here)
      expect(await pool.invoke(program, request('hello'), { timeNs: 5n })).to.deep.equal(here)
      const endless = provable(handler('(loop (br 0))'), { ...options, fuel: 1n << 32n })
      const error = await pool.invoke(endless, request(''), { deadlineMs: 50 }).catch((caught: unknown) => caught)
      expect(error).to.be.instanceOf(HostTimeoutError)
      const tooLong = await pool.invoke(program, new Uint8Array(65_537), {}).catch((caught: unknown) => caught)
      expect(tooLong).to.be.instanceOf(RangeError)
    } finally {
      await pool.close()
    }
  })

  it('POP-1 takes a seed of 32 bytes and a request of 65,536 at most', () => {
    const sandbox = new ProvableSandbox(provable(handler(''), options))
    expect(() => sandbox.invoke(request(''), { seed: new Uint8Array(31) })).to.throw(RangeError, 'seed has 31 bytes')
    expect(() => sandbox.invoke(new Uint8Array(65_537))).to.throw(RangeError, 'request has 65537 bytes')
  })

  it('POP-1 given less fuel than it has, ends the same or without fuel, and then has all of it again', () => {
    const program = provable(handler('(drop (i32.popcnt (local.get $n)))'), options)
    const sandbox = new ProvableSandbox(program)
    const whole = sandbox.invoke(request('abc'))
    expect(whole).to.include({ status: Status.Ok })
    expect(sandbox.invoke(request('abc'), { fuel: whole.fuel })).to.deep.equal(whole)
    const short = sandbox.invoke(request('abc'), { fuel: whole.fuel - 1n })
    expect(short).to.include({ status: Status.OutOfFuel, fuel: whole.fuel - 1n })
    expect(sandbox.invoke(request('abc'))).to.deep.equal(whole)
    const { fuel: most } = program
    for (const fuel of [-1n, most + 1n]) {
      expect(() => sandbox.invoke(request('abc'), { fuel })).to.throw(RangeError, `fuel is ${fuel}`)
    }
  })

  describe('is refused', () => {
    const i64s = (count: number) => Array.from({ length: count }, () => 'i64').join(' ')
    const cases: [what: string, source: Uint8Array, code: string, detail: RegExp, at: number[]][] = [
      [
        'table.get',
        command('(drop (table.get 0 (i32.const 0)))', '(table 1 funcref)'),
        'unsupported',
        /table\.get \(0x25\)/,
        [0x25, 0],
      ],
      [
        'table.grow',
        command('(drop (table.grow 0 (ref.null func) (i32.const 1)))', '(table 1 funcref)'),
        'unsupported',
        /ref\.null/,
        [0xd0, 0x70],
      ],
      [
        'table.size',
        command('(drop (table.size 0))', '(table 1 funcref)'),
        'unsupported',
        /table\.size \(0xfc10\)/,
        [0xfc, 0x10],
      ],
      [
        'ref.func',
        command('(drop (ref.func $f))', '(func $f) (elem declare func $f)'),
        'unsupported',
        /ref\.func/,
        [0xd2, 0],
      ],
      [
        'a local of references',
        command('(local funcref)'),
        'unsupported',
        /funcref, allowed are numbers/,
        [0x70, 0x0b],
      ],
      ['a parameter of references', command('', '(func (param externref))'), 'unsupported', /externref/, []],
      ['a global of references', command('', '(global externref (ref.null extern))'), 'unsupported', /externref/, []],
      ['a table of externref', command('', '(table 1 externref)'), 'unsupported', /allowed is funcref/, []],
      ['two tables', command('', '(table 1 funcref) (table 1 funcref)'), 'unsupported', /2 tables, allowed is one/, []],
      [
        'elements of externref',
        command('', '(elem externref (ref.null extern))'),
        'unsupported',
        /elements of externref/,
        [],
      ],
      [
        'a block that results in a reference',
        command('(drop (block (result funcref) (unreachable)))'),
        'unsupported',
        /funcref/,
        [0x02, 0x70],
      ],
      [
        '17 results',
        command('', `(func (result ${i64s(17)}) (unreachable))`),
        'limit',
        /results of a type is 17, allowed are at most 16/,
        [],
      ],
      [
        'a block of 17 parameters',
        command(`(unreachable) (block (param ${i64s(17)}) (unreachable))`),
        'limit',
        /parameters of a block is 17/,
        [0x02, 0x01, 0x00, 0x0b],
      ],
      ['a table of 65,537', command('', '(table 65537 funcref)'), 'limit', /initial table in elements is 65537/, []],
      ['SIMD', command('(drop (v128.const i32x4 0 0 0 0))'), 'unsupported', /SIMD \(opcode 0xfd/, [0xfd, 0x0c]],
      [
        'a foreign import',
        wat('(module (import "env" "f" (func)) (func (export "_start")))'),
        'import',
        /'env\.f'/,
        [],
      ],
      ['no ABI', wat('(module)'), 'abi', /_start/, []],
      ['data beyond the memory', command('', '(data (i32.const 65536) "x")'), 'initialise', /does not fit/, []],
      [
        'elements beyond the table',
        command('', '(table 1 funcref) (func $f) (elem (i32.const 1) $f)'),
        'initialise',
        /does not fit/,
        [],
      ],
    ]
    for (const [what, source, code, detail, at] of cases) {
      it(`POP-1 with its reason and place: ${what}`, () => {
        let error: unknown
        try {
          provable(source, options)
        } catch (caught) {
          error = caught
        }
        expect(error).to.be.instanceOf(ModuleError)
        const { code: found, detail: text, offset } = error as ModuleError
        expect([found, text]).to.satisfy(() => found === code && detail.test(text), `${found}: ${text}`)
        if (at.length > 0) expect(offset).to.equal(offsetOf(source, ...at))
      })
    }

    it('POP-1 for options that are out of range, by name', () => {
      const source = handler('')
      const refusal = (changed: Partial<ProvableOptions>) => () => provable(source, { ...options, ...changed })
      const tooMuch = (1n << 32n) + 1n
      expect(refusal({ fuel: tooMuch })).to.throw(ModuleError, `fuel is ${tooMuch}, allowed for a provable version`)
      expect(refusal({ fuel: -1n })).to.throw(ModuleError, 'fuel is -1')
      expect(refusal({ memoryPages: 32_769 })).to.throw(ModuleError, 'memoryPages is 32769')
      expect(refusal({ memoryPages: 0 })).to.throw(ModuleError, 'initial memory in pages is 1')
      expect(refusal({ outputBytes: 1.5 })).to.throw(ModuleError, 'outputBytes is 1.5')
      expect(refusal({ env: { A: 'x'.repeat(40_000) } })).to.throw(ModuleError, 'the environment in bytes is')
      expect(refusal({ env: { A: '\ud800' } })).to.throw(ModuleError, 'env.A')
    })

    it('POP-1 whatever it is made of, never without a reason', () => {
      const random = seeded('modules')
      for (let i = 0; i < 200; i++) {
        const source = randomModule(random)
        source[8 + random(source.length - 8)] = random(256)
        try {
          provable(source, options)
        } catch (error) {
          expect(error).to.be.instanceOf(ModuleError)
        }
      }
    })
  })
})
