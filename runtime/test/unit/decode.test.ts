import { expect } from 'chai'
import { decodeModule } from '../../src/decode/module.ts'
import { Reader } from '../../src/decode/reader.ts'
import { ModuleError, prepare, Sandbox } from '../../src/index.ts'
import { readCorpus } from '../determinism/corpus.ts'
import { body, moduleOf, section, text, vector } from '../support/builder.ts'
import { seeded } from '../support/random.ts'
import { wat } from '../support/wat.ts'

function errorOf(work: () => unknown): ModuleError {
  try {
    work()
  } catch (error) {
    expect(error, String((error as Error).stack)).to.be.instanceOf(ModuleError)
    return error as ModuleError
  }
  return expect.fail('nothing was thrown')
}

const start = [...text('_start'), 0, 0]
const command = (code: number[], ...more: number[][]): Uint8Array =>
  moduleOf(
    section(1, vector([[0x60, 0, 0]])),
    section(3, vector([[0]])),
    ...more,
    section(7, vector([start])),
    section(10, vector([body([], code)])),
  )

describe('reader', function () {
  this.timeout(20_000)
  it('reads unsigned LEB128 up to 32 bits', () => {
    const read = (...bytes: number[]): number => new Reader(Uint8Array.from(bytes)).u32()
    expect([read(0), read(0x7f), read(0x80, 0x01), read(0x80, 0x00)]).to.deep.equal([0, 127, 128, 0])
    expect(read(0xff, 0xff, 0xff, 0xff, 0x0f)).to.equal(0xffff_ffff)
    expect(errorOf(() => read(0xff, 0xff, 0xff, 0xff, 0x1f))).to.include({ code: 'invalid' })
    expect(errorOf(() => read(0x80, 0x80, 0x80, 0x80, 0x80, 0x00))).to.include({ code: 'invalid' })
    expect(errorOf(() => read(0x80))).to.include({ code: 'invalid' })
  })
})

describe('decode', function () {
  this.timeout(20_000)
  it('finds what is in a module', () => {
    const layout = decodeModule(
      wat(`(module
        (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
        (memory 2 9) (table 3 funcref) (global (mut f64) (f64.const 1)) (global i32 (i32.const 5))
        (elem (i32.const 1) $f) (start $f)
        (func $f (local i32 i32 f64)) (func (export "_start")))`),
    )
    expect(layout.imports).to.have.lengthOf(1)
    expect(layout.memory).to.deep.equal({ min: 2, max: 9 })
    expect(layout.tables).to.deep.equal([{ element: 0x70, min: 3, max: undefined }])
    expect(layout.globals).to.deep.equal([
      { value: 0x7c, mutable: true },
      { value: 0x7f, mutable: false },
    ])
    expect(layout.start).to.equal(1)
    expect(layout.elementFunctions).to.deep.equal([1])
    expect(layout.bodies.map(({ locals }) => locals)).to.deep.equal([3, 0])
  })

  it('RUN-1 names the offending instruction and its offset', () => {
    const cases: [code: number[], detail: string][] = [
      [[0xfd, 0x0c, ...new Array(16).fill(0), 0x1a], 'SIMD (opcode 0xfd 0xc)'],
      [[0x41, 0, 0xfd, 0x0f, 0x1a], 'SIMD (opcode 0xfd 0xf)'],
      [[0xfe, 0x03, 0x00], 'threads and atomics (opcode 0xfe 0x3)'],
    ]
    for (const [code, detail] of cases) {
      const bytes = command(code)
      const error = errorOf(() => prepare(bytes))
      expect(error, error.message).to.include({ code: 'unsupported', detail })
      expect(bytes[error.offset as number]).to.equal(Number(detail.match(/0x../)?.[0]))
    }
  })

  it('RUN-1 refuses garbage collection, typed references and new sections', () => {
    const array = moduleOf(section(1, vector([[0x5e, 0x7f, 0x01]])))
    const rec = moduleOf(section(1, vector([[0x4e, 1, 0x60, 0, 0]])))
    const gc = command([0xd0, 0x70, 0xd3, 0x1a])
    const tag = moduleOf(section(1, vector([[0x60, 0, 0]])), section(13, vector([[0, 0]])))
    const table64 = command([], section(4, vector([[0x70, 0x04, 0x01]])))
    const typed = command([], section(4, vector([[0x63, 0x00, 0x00, 0x01]])))
    const memory64 = command([], section(5, vector([[0x05, 0x01, 0x02]])))
    for (const bytes of [array, rec, tag, table64, typed, memory64]) {
      expect(errorOf(() => prepare(bytes))).to.include({ code: 'unsupported' })
    }
    expect(errorOf(() => prepare(gc)).code).to.be.oneOf(['invalid', 'unsupported'])
  })

  it('RUN-1 refuses accesses that name a memory by number, which older engines do not read', () => {
    const memory = section(5, vector([[0, 1]]))
    const load = command([0x41, 0, 0x28, 0x40, 0x00, 0x00, 0x1a], memory)
    const grow = command([0x41, 0, 0x40, 0x80, 0x00, 0x1a], memory)
    for (const bytes of [load, grow]) {
      expect(errorOf(() => prepare(bytes)).code).to.be.oneOf(['invalid', 'unsupported'])
    }
  })

  it('answers every truncation and random change of a module with a ModuleError or a program that runs to an outcome', function () {
    this.timeout(20_000)
    const random = seeded('decode')
    const small = readCorpus().filter(({ bytes }) => bytes.length < 1_000)
    for (const { bytes } of small) {
      for (let length = 0; length < bytes.length; length++) errorOf(() => prepare(bytes.slice(0, length)))
      for (let i = 0; i < 100; i++) {
        const changed = bytes.slice()
        for (let change = random(3); change >= 0; change--) changed[random(changed.length)] = random(256)
        try {
          const { status } = new Sandbox(prepare(changed)).invoke(new Uint8Array(8), { fuel: 100_000n })
          expect(status).to.be.within(0, 5)
        } catch (error) {
          expect(error, String((error as Error).stack)).to.be.instanceOf(ModuleError)
        }
      }
    }
  })
})
