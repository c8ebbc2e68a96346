import { expect } from 'chai'
import { Reader } from '../../src/decode/reader.ts'
import { Writer } from '../../src/emit/writer.ts'
import { instrument, prepare, Sandbox } from '../../src/index.ts'
import { readCorpus } from '../determinism/corpus.ts'
import { sleb } from '../support/builder.ts'
import { wat } from '../support/wat.ts'

const empty = new Uint8Array(0)

function fuelOf(code: string, exports = ''): number {
  const module = wat(`(module (memory 1) ${code} (func (export "_start") ${exports}))`)
  return Number(new Sandbox(prepare(module)).invoke(empty, { fuel: 1n << 36n }).fuel)
}

describe('writer', function () {
  this.timeout(20_000)
  it('writes LEB128 that the reader reads', () => {
    for (const value of [0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1]) {
      const out = new Writer(1)
      out.u32(value)
      expect(new Reader(out.bytes).u32()).to.equal(value)
    }
  })

  it('writes signed LEB128 alike from numbers and from big integers', () => {
    for (const value of [0, 1, 63, 64, 127, 128, 8191, 8192, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 48 + 5, 2 ** 53 - 1]) {
      const [number, big] = [new Writer(1), new Writer(1)]
      number.positive(value)
      big.s64(BigInt(value))
      expect([...number.bytes], String(value)).to.deep.equal(sleb(BigInt(value)))
      expect([...big.bytes], String(value)).to.deep.equal(sleb(BigInt(value)))
    }
    for (const value of [-1n, -64n, -65n, -(1n << 63n), (1n << 63n) - 1n]) {
      const out = new Writer(1)
      out.s64(value)
      expect([...out.bytes]).to.deep.equal(sleb(value))
    }
  })
})

describe('fuel', function () {
  this.timeout(20_000)
  it('RUN-1 counts instructions by their costs', () => {
    expect(fuelOf('')).to.equal(0)
    expect(fuelOf('', 'nop (block (block)) (drop (i32.const 1))')).to.equal(1)
    expect(fuelOf('', '(drop (i32.add (i32.const 1) (i32.const 2)))')).to.equal(3)
    expect(fuelOf('', '(drop (i32.div_u (i32.const 1) (i32.const 2)))')).to.equal(10)
    expect(fuelOf('', '(drop (f64.sqrt (f64.const 1)))')).to.equal(9)
  })

  it('RUN-1 charges a loop by its turns, and what follows it once', () => {
    const turns = (count: number, after: string): number =>
      fuelOf(
        '',
        `(local $i i32)
         (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $l (i32.lt_u (local.get $i) (i32.const ${count}))))
         ${after}`,
      )
    const perTurn = turns(2, '') - turns(1, '')
    expect(perTurn).to.equal(8)
    expect(turns(1000, '') - turns(1, '')).to.equal(999 * perTurn)
    const after = '(drop (i32.const 1))'.repeat(10)
    expect(turns(1000, after) - turns(1000, '')).to.equal(10)
  })

  it('RUN-1 charges an arm that is not taken only when it is small', () => {
    const arm = (instructions: number): number =>
      fuelOf('', `(if (i32.const 0) (then ${'(drop (i32.const 1))'.repeat(instructions)}))`)
    expect(arm(20) - arm(0)).to.equal(20)
    expect(arm(200) - arm(0)).to.equal(0)
  })

  it('RUN-1 lets a caller pay for a small function as for its own code', () => {
    const small = '(func $f (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))'
    expect(fuelOf(small, '(drop (call $f (i32.const 1)))')).to.equal(4 + 1 + 3)
    const { bytes } = instrument(wat(`(module ${small} (func (export "_start") (drop (call $f (i32.const 1)))))`))
    // The small function's body is in the output as it was.
    const body = [0x20, 0x00, 0x41, 0x01, 0x6a, 0x0b]
    expect(Buffer.from(bytes).includes(Buffer.from(body))).to.equal(true)
  })

  it('RUN-1 meters a small function itself where the host or a table can call it', () => {
    const pinned = wat(`(module (type $t (func)) (table 1 funcref) (elem (i32.const 0) $f)
      (func $f (drop (i32.const 1)))
      (func (export "_start") (call_indirect (type $t) (i32.const 0))))`)
    expect(Number(new Sandbox(prepare(pinned)).invoke(empty, { fuel: 1000n }).fuel)).to.equal(1 + 8 + 1)
  })
})

describe('instrumentation', function () {
  this.timeout(20_000)
  it('is a function of the module and the limits alone', () => {
    for (const { bytes, name } of readCorpus()) {
      expect(Buffer.compare(instrument(bytes).bytes, instrument(bytes).bytes), name).to.equal(0)
    }
  })

  it('leaves the original as it was, and exports nothing but what the host needs', () => {
    for (const { bytes, name } of readCorpus()) {
      const before = bytes.slice()
      const program = prepare(bytes)
      expect(Buffer.compare(bytes, before), name).to.equal(0)
      for (const { name: exported } of WebAssembly.Module.exports(program.module)) {
        expect(exported).to.match(/^(counter|memory|start|global\d+|_start|_initialize|alloc|handle)$/)
      }
    }
  })

  it('keeps the code below twice its size, for compiled guests', () => {
    for (const { bytes, name } of readCorpus().filter((guest) => guest.bytes.length > 10_000)) {
      expect(instrument(bytes).bytes.length, name).to.be.below(bytes.length * 2)
    }
  })
})
