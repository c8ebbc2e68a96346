import { expect } from 'chai'
import { defaultLimits, ModuleError, prepare, RUNTIME_VERSION, Sandbox, Status } from '../../src/index.ts'
import { wat } from '../support/wat.ts'

const empty = new Uint8Array(0)
const nothing = wat('(module (func (export "_start")))')

describe('prepare and Sandbox', function () {
  this.timeout(20_000)
  it('has a runtime version that fits a receipt', () => {
    expect(RUNTIME_VERSION).to.be.within(1, 0xffff_ffff)
  })

  it('refuses limits out of range, by name', () => {
    const bad = { memoryPages: 65_537, tableElements: -1, outputBytes: 1.5, stackSlots: 65_537, logBytes: Number.NaN }
    for (const [name, value] of Object.entries(bad)) {
      expect(() => prepare(nothing, { [name]: value })).to.throw(ModuleError, `limits.${name} is ${value}`)
    }
    expect(() => prepare(nothing, { initialiseFuel: 1n << 38n })).to.throw(ModuleError, 'limits.initialiseFuel')
  })

  it('refuses fuel out of range', () => {
    const sandbox = new Sandbox(prepare(nothing))
    for (const fuel of [-1n, 1n << 38n])
      expect(() => sandbox.invoke(empty, { fuel })).to.throw(RangeError, `fuel is ${fuel}`)
    expect(sandbox.invoke(empty, { fuel: (1n << 38n) - 1n })).to.include({ status: Status.Ok, fuel: 0n })
    expect(sandbox.invoke(empty, { fuel: 0n })).to.include({ status: Status.Ok, fuel: 0n })
  })

  it('caps the memory a module asks for', () => {
    const grow = wat(`(module
      (memory (export "memory") 1 1000)
      (func (export "alloc") (param i32) (result i32) (i32.const 0))
      (func (export "handle") (param i32 i32) (result i64)
        (i32.store (i32.const 0) (memory.grow (i32.const 9))) (i32.store (i32.const 4) (memory.size)) (i64.const 8)))`)
    const sizes = (memoryPages: number): Int32Array => {
      const { output } = new Sandbox(prepare(grow, { memoryPages })).invoke(empty, { fuel: 1_000_000n })
      return new Int32Array(output.buffer)
    }
    expect([...sizes(10)]).to.deep.equal([1, 10])
    expect([...sizes(9)]).to.deep.equal([-1, 1])
    expect(defaultLimits.memoryPages).to.equal(256)
  })

  it('RUN-1 charges growth by the page and bulk instructions by the byte', () => {
    const fuelOf = (code: string): number => {
      const module = wat(`(module (memory (export "memory") 20) (table 9 9 funcref) (func (export "_start") ${code}))`)
      return Number(new Sandbox(prepare(module)).invoke(empty, { fuel: 1n << 36n }).fuel)
    }
    const fill = (length: number): number => fuelOf(`(memory.fill (i32.const 0) (i32.const 1) (i32.const ${length}))`)
    const copy = (length: number): number => fuelOf(`(memory.copy (i32.const 0) (i32.const 1) (i32.const ${length}))`)
    const grow = (pages: number): number => fuelOf(`(drop (memory.grow (i32.const ${pages})))`)
    expect([fill(8000) - fill(0), copy(8000) - copy(0), grow(3) - grow(0)]).to.deep.equal([1000, 1000, 3072])
  })

  it('RUN-1 cannot be given fuel by a growth of 2^32 - 1 pages', () => {
    const module = wat(`(module (memory (export "memory") 1)
      (func (export "_start") (loop $l (drop (memory.grow (i32.const -1))) (br $l))))`)
    expect(new Sandbox(prepare(module)).invoke(empty, { fuel: 1n << 37n })).to.include({ status: Status.OutOfFuel })
  })

  it('RUN-1 counts fuel in full where the engine traps inside a loop', () => {
    const module = wat(`(module (memory (export "memory") 1)
      (func (export "_start") (local $i i32)
        (loop $l
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (drop (i32.load (i32.mul (local.get $i) (i32.const 8))))
          (br $l))))`)
    const program = prepare(module)
    expect(program.cachesFuel).to.equal(true)
    const { status, trap, fuel } = new Sandbox(program).invoke(empty, { fuel: 1n << 36n })
    expect({ status, trap }).to.deep.equal({ status: Status.Trap, trap: 'memory' })
    // 8,192 turns of 9 instructions that count
    expect(Number(fuel)).to.be.within(8192 * 8, 8192 * 11)
  })

  it('RUN-1 charges initialisation to each invocation where each needs its own', () => {
    const text = (table: string): Uint8Array =>
      wat(`(module (table 1 funcref) (start $begin)
        (func $begin (local $i i32)
          (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $l (i32.lt_u (local.get $i) (i32.const 1000)))))
        (func (export "_start") ${table}))`)
    const fuelOf = (sandbox: Sandbox): bigint => sandbox.invoke(empty, { fuel: 100_000n }).fuel
    const plain = new Sandbox(prepare(text('')))
    const changing = new Sandbox(prepare(text('(table.set (i32.const 0) (ref.null func))')))
    expect([fuelOf(plain), fuelOf(plain)]).to.deep.equal([0n, 0n])
    expect(fuelOf(changing)).to.equal(fuelOf(changing))
    expect(Number(fuelOf(changing))).to.be.above(8000)
    expect(changing.invoke(empty, { fuel: 5000n })).to.include({ status: Status.OutOfFuel, fuel: 5000n })
  })

  it('lives through thousands of discarded instances', function () {
    this.timeout(20_000)
    const sandbox = new Sandbox(
      prepare(wat('(module (memory (export "memory") 2) (func (export "_start") unreachable))')),
    )
    for (let i = 0; i < 5_000; i++) expect(sandbox.invoke(empty, { fuel: 10n }).status).to.equal(Status.Trap)
  })
})
