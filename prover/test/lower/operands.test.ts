// Every integer operation with its operands in every place that folding knows, beside the engine.
import { expect } from 'chai'
import { lower } from '../../src/lower/lower.ts'
import { targets } from '../../src/wast/targets.ts'
import { compile } from '../support/wat.ts'

const arithmetic = 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr'.split(' ')
const comparisons = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'.split(' ')
type Type = 'i32' | 'i64'

/** Ways to have x and y as operands of one operation, and to use its result. `r` is the type of the result. */
const forms: Record<string, (op: string, t: Type, r: Type, x: bigint, y: bigint) => string> = {
  locals: (op) => `(${op} (local.get $x) (local.get $y))`,
  'constant first': (op, t, _, x) => `(${op} (${t}.const ${x}) (local.get $y))`,
  'constant second': (op, t, _, __, y) => `(${op} (local.get $x) (${t}.const ${y}))`,
  constants: (op, t, _, x, y) => `(${op} (${t}.const ${x}) (${t}.const ${y}))`,
  globals: (op, t) =>
    `(global.set $${t}a (local.get $x)) (global.set $${t}b (local.get $y)) (${op} (global.get $${t}a) (global.get $${t}b))`,
  'into global': (op, _, r) => `(global.set $${r}a (${op} (local.get $x) (local.get $y))) (global.get $${r}a)`,
  'into local': (op, _, r) => `(local.set $${r} (${op} (local.get $x) (local.get $y))) (local.get $${r})`,
  'into its operand': (op, t, r) =>
    t === r
      ? `(local.set $x (${op} (local.get $x) (local.get $y))) (local.get $x)`
      : `(local.set $${r} (${op} (local.get $y) (local.get $x))) (local.get $${r})`,
  tee: (op, _, r) => `(${r}.sub (local.tee $${r} (${op} (local.get $x) (local.get $y))) (local.get $${r}))`,
  computed: (op, t) => `(${op} (${t}.add (local.get $x) (${t}.const 1)) (${t}.sub (local.get $y) (${t}.const 1)))`,
}
const branches: Record<string, (op: string) => string> = {
  br_if: (op) => `(block (br_if 0 (${op} (local.get $x) (local.get $y))) (return (i32.const 1))) (i32.const 2)`,
  if: (op) => `(if (result i32) (${op} (local.get $x) (local.get $y)) (then (i32.const 1)) (else (i32.const 2)))`,
  'negated if': (op) =>
    `(if (result i32) (i32.eqz (${op} (local.get $x) (local.get $y))) (then (i32.const 1)) (else (i32.const 2)))`,
  select: (op) => `(select (i32.const 1) (i32.const 2) (${op} (local.get $x) (local.get $y)))`,
  'negated select': (op) => `(select (i32.const 1) (i32.const 2) (i32.eqz (${op} (local.get $x) (local.get $y))))`,
}

const edges: Record<Type, bigint[]> = {
  i32: [0n, 1n, -1n, 7n, -0x80000000n, 0x7fffffffn, 33n],
  i64: [0n, 1n, -1n, 7n, -(1n << 63n), (1n << 63n) - 1n, 65n],
}
const width = { i32: 32, i64: 64 }

interface Case {
  name: string
  text: string
  t: Type
  r: Type
  x: bigint
  y: bigint
}

function casesOf(t: Type, op: string): Case[] {
  const r = comparisons.includes(op) ? 'i32' : t
  const pairs = edges[t].flatMap((x) => edges[t].map((y) => [x, y] as const)).filter((_, i) => i % 3 === op.length % 3)
  return pairs.flatMap(([x, y]) => {
    const all = Object.entries(forms).map(([form, body]) => ({ form, r, body: body(`${t}.${op}`, t, r, x, y) }))
    const conditions = r === 'i32' ? Object.entries(branches) : []
    const more = conditions.map(([form, body]) => ({ form, r: 'i32' as const, body: body(`${t}.${op}`) }))
    return [...all, ...more].map(({ form, r, body }) => {
      const name = `${t}.${op} ${form} ${x} ${y}`
      const head = `(func (export "${name}") (param $x ${t}) (param $y ${t}) (result ${r}) (local $i32 i32) (local $i64 i64)`
      return { name, text: `${head} ${body})`, t, r, x, y }
    })
  })
}

/** What the engine answers, as bits; undefined for a trap. */
function engine(exports: WebAssembly.Exports, { name, t, r, x, y }: Case): bigint | undefined {
  const call = exports[name] as (...args: unknown[]) => number | bigint
  try {
    return BigInt.asUintN(width[r], BigInt(t === 'i32' ? call(Number(x), Number(y)) : call(x, y)))
  } catch {
    return undefined
  }
}

describe('operands', () => {
  for (const target of targets) {
    for (const t of ['i32', 'i64'] as const) {
      it(`of ${t} wherever they are, on the ${target.name} machine`, () => {
        const cases = [...arithmetic, ...comparisons].flatMap((op) => casesOf(t, op))
        const globals = `(global $i32a (mut i32) (i32.const 0)) (global $i32b (mut i32) (i32.const 0))
          (global $i64a (mut i64) (i64.const 0)) (global $i64b (mut i64) (i64.const 0))`
        const bytes = compile(`(module ${globals} ${cases.map(({ text }) => text).join('\n')})`)
        const image = lower(bytes)
        const instance = target.load(image)
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
        for (const one of cases) {
          const args = [one.x, one.y].map((value) => BigInt.asUintN(width[one.t], value))
          const pc = image.exports.get(one.name)?.pc as number
          const outcome = instance.call(pc, args, 1, 1000)
          expect(outcome.status, one.name).to.not.equal('fuel')
          expect(outcome.results[0], one.name).to.equal(engine(exports, one))
        }
      })
    }
  }
})
