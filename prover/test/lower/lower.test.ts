// What a module becomes: refusals, floats, options, and how few instructions are left of it.
import { expect } from 'chai'
import { Op, TABLE, WINDOW_BYTES, Window, windowOf } from '../../src/isa.ts'
import { InstantiationTrap } from '../../src/lower/initial.ts'
import { type LowerOptions, lower } from '../../src/lower/lower.ts'
import { targets } from '../../src/wast/targets.ts'
import { compile } from '../support/wat.ts'

const lowerText = (text: string, options?: LowerOptions) => lower(compile(text), options)

/** What the only function of a module becomes, without the stub of its export. */
function instructionsOf(signature: string, body: string, before = ''): number {
  const image = lowerText(`(module ${before} (func (export "f") ${signature} ${body}))`)
  return (image.exports.get('f')?.pc as number) - 1
}

describe('lowering', () => {
  it('gives the same image for the same module', () => {
    const text = `(module (memory 1) (data "abc") (table 1 funcref) (elem (i32.const 0) $f)
      (func $f (export "f") (param i32) (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 1)) (memory.fill (local.get 0) (i32.const 1) (i32.const 9))))`
    expect(lowerText(text)).to.deep.equal(lowerText(text))
  })

  it('counts instructions, floats too, and traps where floats would be computed', () => {
    const text = `(module (memory 1) (func (export "f") (param f64) (result f64) (f64.add (local.get 0) (f64.const 1)))
      (func (export "move") (param f64) (result i64) (f64.store (i32.const 0) (local.get 0)) (i64.reinterpret_f64 (f64.load (i32.const 0)))))`
    const image = lowerText(text)
    expect(image.statistics).to.include({ wasm: 11, floats: 1, lowered: image.code.length })
    for (const target of targets) {
      const instance = target.load(image)
      const float = instance.call(image.exports.get('f')?.pc as number, [0n], 1, 100)
      expect(float.status).to.equal('trapped')
      expect(image.code[float.pc]).to.include({ op: Op.Trap, imm: 1n })
      const move = instance.call(image.exports.get('move')?.pc as number, [0x7ff0000000000001n], 1, 100)
      expect(move.results).to.deep.equal([0x7ff0000000000001n])
    }
  })

  const refusals: Record<string, [text: string, code: string, detail: RegExp, offset: boolean]> = {
    'an instruction on references': [
      '(module (table 1 funcref) (func (drop (ref.is_null (table.get 0 (i32.const 0))))))',
      'unsupported',
      /table\.get \(0x25\)/,
      true,
    ],
    'table.grow': [
      '(module (table 1 funcref) (func (param funcref) (drop (table.grow 0 (local.get 0) (i32.const 0)))))',
      'unsupported',
      /0x70/,
      true,
    ],
    'table.size': [
      '(module (table 1 funcref) (func (result i32) (table.size 0)))',
      'unsupported',
      /table\.size \(0xfc10\)/,
      true,
    ],
    'a vector': ['(module (func (drop (v128.const i32x4 0 0 0 0))))', 'unsupported', /SIMD/, true],
    'an import': ['(module (import "a" "b" (func)))', 'import', /'a\.b'/, true],
    'a second memory': ['(module (memory 1) (memory 1))', 'unsupported', /2 memories, allowed is one/, false],
    'a second table': [
      '(module (table 1 funcref) (table 1 funcref))',
      'unsupported',
      /2 tables, allowed is one/,
      false,
    ],
    'a memory beyond the window': ['(module (memory 32769))', 'limit', /32769, allowed are at most 32768/, false],
    'a table beyond the tree': ['(module (table 65537 funcref))', 'limit', /65537, allowed are at most 65536/, false],
    '18 results': [
      `(module (func (result${' i32'.repeat(18)}) (unreachable)))`,
      'unsupported',
      /18 results, allowed are at most 17/,
      true,
    ],
    'a tail call': ['(module (func $f (return_call $f)))', 'unsupported', /return_call \(0x12\)/, true],
  }
  for (const [what, [text, code, detail, offset]] of Object.entries(refusals)) {
    it(`refuses ${what} by one error that names it${offset ? ' and where it is' : ''}`, () => {
      const error = expectError(() => lowerText(text))
      expect(error).to.include({ name: 'ModuleError', code })
      expect(error.detail).to.match(detail)
      expect(typeof error.offset).to.equal(offset ? 'number' : 'undefined')
    })
  }

  it('refuses what the engine refuses', () => {
    const error = expectError(() => lower(new Uint8Array([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])))
    expect(error).to.include({ name: 'ModuleError', code: 'invalid' })
  })

  it('refuses a module whose active segments are out of bounds by an error of its own', () => {
    expect(() => lowerText('(module (memory 1) (data (i32.const 65536) "a"))')).to.throw(InstantiationTrap)
  })

  it('keeps the memory below the pages that the caller allows', () => {
    const text = '(module (memory 1 9) (func (export "f") (result i32) (memory.grow (i32.const 2))))'
    const answer = (maxPages: number) => {
      const image = lowerText(text, { maxPages })
      return targets.map(
        (target) => target.load(image).call(image.exports.get('f')?.pc as number, [], 1, 100).results[0],
      )
    }
    expect(new Set(answer(3))).to.deep.equal(new Set([1n]))
    expect(new Set(answer(2))).to.deep.equal(new Set([0xffff_ffffn]))
    expect(lowerText(text, { maxPages: 100 }).maxPages).to.equal(9)
  })

  it('puts globals, table and exports where the page says', () => {
    const image = lowerText(`(module (global (export "g") (mut i64) (i64.const 7)) (global i32 (i32.const 0)) (data "x")
      (table 3 funcref) (type $t (func (param i32))) (func $a) (func $b (param i32)) (elem (i32.const 1) $b $a) (export "b" (func $b)))`)
    expect(image.globals.get('g')).to.deep.equal({ slot: 16, type: 0x7e })
    // two globals, and the length of the passive segment
    expect(image.fp0).to.equal(19)
    expect(image.slots.get(18)).to.equal(1n)
    const pcOfB = image.code[image.exports.get('b')?.pc as number]?.imm as bigint
    expect(image.slots.get(TABLE + 1)).to.equal((1n << 32n) | pcOfB)
    expect(image.slots.get(TABLE + 2)).to.equal((2n << 32n) | (pcOfB - 1n))
    expect(image.slots.has(TABLE)).to.equal(false)
    expect(image.memory).to.deep.equal([{ address: Window.Segments * WINDOW_BYTES, bytes: Uint8Array.of(0x78) }])
  })

  it('takes a second memory for the window of request and response', () => {
    const image = lowerText(
      `(module (memory 1) (memory $io 3 3)
        (func (export "f") (param i32) (result i32)
          (i64.store $io (i32.const 4) (i64.const 0x72202c6f6c6c6568))
          (i64.store $io offset=8 (i32.const 4) (i64.const 0x65736e6f70736572))
          (memory.copy 0 1 (i32.const 100) (i32.const 4) (i32.const 15))
          (memory.copy 1 0 (i32.const 0x20001) (i32.const 100) (local.get 0))
          (i32.store8 $io (i32.const 0x20001) (i32.const 72))
          (i32.load $io offset=0x20000 (i32.const 0)))
        (func (export "size") (result i32) (memory.size 1))
        (func (export "fill") (param i32) (memory.fill 1 (i32.const 0) (i32.const 1) (local.get 0))))`,
      { io: true },
    )
    expect(image.code.some(({ op, flags }) => op === 0x28 && windowOf(flags) === Window.Io)).to.equal(true)
    for (const target of targets) {
      const instance = target.load(image)
      const call = (name: string, args: bigint[]) =>
        instance.call(image.exports.get(name)?.pc as number, args, 1, 10_000)
      expect(call('f', [15n]).results[0]).to.equal(0x6c654800n)
      expect(call('size', []).results[0]).to.equal(3n)
      expect(call('f', [0xffffn]).status).to.equal('trapped')
      expect(call('fill', [196_609n]).status).to.equal('trapped')
    }
  })

  it('has active data of the second memory in that window', () => {
    // (memory 1) (memory 3 3) (data (memory 1) (i32.const 4) "abc"), which wabt writes wrongly
    const bytes = Uint8Array.from(Buffer.from('0061736d010000000506020001010303' + '0b0a01020141040b03616263', 'hex'))
    const address = Window.Io * WINDOW_BYTES + 4
    expect(lower(bytes, { io: true }).memory).to.deep.equal([{ address, bytes: Uint8Array.of(0x61, 0x62, 0x63) }])
  })

  it('refuses to let the window of request and response grow', () => {
    const text = '(module (memory 1) (memory 3) (func (drop (memory.grow 1 (i32.const 1)))))'
    expect(expectError(() => lowerText(text, { io: true })).detail).to.match(/memory\.grow/)
  })

  const folded: [what: string, count: number, signature: string, body: string, before?: string][] = [
    [
      'an addition of local and constant into a local',
      1 + 1,
      '(param i32)',
      '(local.set 0 (i32.add (local.get 0) (i32.const 1)))',
    ],
    [
      'an addition of globals into a global',
      1 + 1,
      '',
      '(global.set 0 (i32.add (global.get 0) (global.get 0)))',
      '(global (mut i32) (i32.const 0))',
    ],
    ['the return of a local', 1, '(param i32 i32) (result i32)', '(local.get 1)'],
    ['the return of a constant', 1, '(result i64)', '(return (i64.const 5))'],
    [
      'a comparison and a branch on it',
      1 + 1 + 1,
      '(param i32)',
      '(block (br_if 0 (i32.lt_s (local.get 0) (i32.const 9))) (local.set 0 (i32.const 1)))',
    ],
    [
      'a negated condition',
      1 + 1 + 1,
      '(param i32)',
      '(if (i32.eqz (i32.and (local.get 0) (i32.const 6))) (then (local.set 0 (i32.const 1))))',
    ],
    [
      'a load into a local',
      1 + 1,
      '(param i32) (local i32)',
      '(local.set 1 (i32.load offset=8 (local.get 0)))',
      '(memory 1)',
    ],
    ['a store of a constant', 1 + 1, '(param i32)', '(i32.store (local.get 0) (i32.const 7))', '(memory 1)'],
    [
      'a negated select',
      1 + 1,
      '(param i32 i32) (result i32)',
      '(select (local.get 0) (i32.const 3) (i32.eqz (local.get 1)))',
    ],
    [
      'the cut from 64 to 32 bits before a store',
      1 + 1,
      '(param i64)',
      '(i32.store (i32.wrap_i64 (local.get 0)) (i32.wrap_i64 (local.get 0)))',
      '(memory 1)',
    ],
    [
      'a local that is wanted as it was: saved before, so that the sum still goes where it belongs',
      1 + 1 + 1,
      '(param i32) (result i32)',
      '(local.get 0) (local.set 0 (i32.add (local.get 0) (i32.const 1)))',
    ],
    ['an extension without sign', 1, '(param i32) (result i64)', '(i64.extend_i32_u (local.get 0))'],
    ['a local that is read first: it is set to zero', 1 + 1, '(result i32) (local i32)', '(local.get 0)'],
    [
      'a local that is written first: it is not',
      1 + 1,
      '(param i32) (result i32) (local i32)',
      '(local.set 1 (i32.clz (local.get 0))) (local.get 1)',
    ],
  ]
  for (const [what, count, signature, body, before] of folded) {
    it(`folds: ${what}`, () => {
      expect(instructionsOf(signature, body, before)).to.equal(count)
    })
  }
})

function expectError(run: () => unknown): Error & { code: string; detail: string; offset?: number } {
  try {
    run()
  } catch (error) {
    return error as Error & { code: string; detail: string; offset?: number }
  }
  throw new Error('nothing was thrown')
}
