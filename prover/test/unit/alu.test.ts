// Every integer operation beside the engine's own, on values at the edges of their widths.
import { expect } from 'chai'
import { evaluate, isAlu, isBinary } from '../../src/machine/alu.ts'

const I32 = 0x7f
const I64 = 0x7e
const EDGES = [0, 1, 7, 8, 15, 16, 31, 32, 33, 63, 64].flatMap((bits) =>
  [-1n, 0n, 1n].map((d) => (1n << BigInt(bits)) + d),
)
const VALUES = [
  ...new Set([...EDGES, ...EDGES.map((v) => -v), 0x0123456789abcdefn, 5n].map((v) => BigInt.asUintN(64, v))),
]
const ALL = Array.from({ length: 256 }, (_, op) => op).filter(isAlu)

/** Whether an operation takes 32 bits, and whether it gives 32 bits. */
function widths(op: number): { takes: number; gives: number } {
  if (op === 0xa7) return { takes: I64, gives: I32 }
  if (op === 0xac || op === 0xad) return { takes: I32, gives: I64 }
  const takes = op < 0x50 || (op >= 0x67 && op < 0x79) || op === 0xc0 || op === 0xc1 ? I32 : I64
  return { takes, gives: op < 0x5b ? I32 : takes }
}

/** A module with one function of one instruction. */
function compile(op: number): (x: bigint, y: bigint) => bigint {
  const { takes, gives } = widths(op)
  const parameters = isBinary(op) ? [takes, takes] : [takes]
  const type = [0x60, parameters.length, ...parameters, 1, gives]
  const body = [0, ...parameters.flatMap((_, i) => [0x20, i]), op, 0x0b]
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, type.length + 1, 1, ...type],
    ...[3, 2, 1, 0],
    ...[7, 5, 1, 1, 0x66, 0, 0],
    ...[10, body.length + 2, 1, body.length, ...body],
  ]
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)))
  const run = exports.f as (...values: (bigint | number)[]) => bigint | number
  const into = (v: bigint) => (takes === I32 ? Number(BigInt.asIntN(32, v)) : v)
  return (x, y) => BigInt.asUintN(gives === I32 ? 32 : 64, BigInt(isBinary(op) ? run(into(x), into(y)) : run(into(x))))
}

describe('the reference machine: arithmetic', () => {
  it('has the integer operations of WebAssembly and no other', () => {
    expect(ALL.length).to.equal(2 * 29 + 8)
    expect([0x44, 0x5b, 0x66, 0x8b, 0xa6, 0xa8, 0xae, 0xbf, 0xc5].some(isAlu)).to.equal(false)
  })

  for (const op of ALL) {
    it(`POP-2 0x${op.toString(16)} is the engine's`, () => {
      const engine = compile(op)
      for (const x of VALUES)
        for (const y of isBinary(op) ? VALUES : [0n]) {
          let expected: bigint | undefined
          try {
            expected = engine(x, y)
          } catch (error) {
            expect(error).to.be.instanceOf(WebAssembly.RuntimeError)
          }
          if (evaluate(op, x, y) !== expected) expect.fail(`${x}, ${y}: ${evaluate(op, x, y)} beside ${expected}`)
        }
    })
  }
})
