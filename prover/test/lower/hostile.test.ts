// Modules that are made to keep whoever lowers them busy: they end soon, refused or not.
import { expect } from 'chai'
import { lower } from '../../src/lower/lower.ts'

const GET = [0x20, 0]
const DROP = [0x1a]
const MOST_MS = 60_000

const u = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u(value >>> 7)])
const times = (count: number, bytes: number[]): number[] => Array.from({ length: count }, () => bytes).flat()
const section = (id: number, content: number[]): number[] => [id, ...u(content.length), ...content]

/** One function, of one parameter and one local. Type 1 is that of a block with 60 results. */
function moduleOf(instructions: number[]): Uint8Array {
  const body = [1, 1, 0x7f, ...instructions, 0x0b]
  const types = [2, 0x60, 1, 0x7f, 0, 0x60, 0, 60, ...times(60, [0x7f])]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, [1, 0]),
    ...section(10, [1, ...u(body.length), ...body]),
  ])
}

const hostile: [what: string, instructions: number[], refusal?: RegExp][] = [
  [
    'a deep stack of one local, while another is written again and again',
    [...times(140_000, GET), ...times(140_000, [...GET, 0x21, 1]), ...times(140_000, DROP)],
  ],
  [
    'a deep stack of negations, while blocks begin and end',
    [...times(60_000, [...GET, 0x45]), ...times(60_000, [0x02, 0x40, 0x0b]), ...times(60_000, DROP)],
  ],
  ['blocks in blocks', [...times(50_000, [0x02, 0x40]), ...times(50_000, [0x0b])], /nested more than 8192 deep/],
  [
    'branches that take many values along',
    [
      0x02,
      1,
      0x41,
      0,
      ...times(60, [0x41, 1]),
      ...times(80_000, [0x41, 1, 0x0d, 0]),
      0x0c,
      0,
      0x0b,
      ...times(60, DROP),
    ],
    /more than 1048576 instructions/,
  ],
  ['branch tables to one place', [0x02, 0x40, ...GET, 0x0e, ...u(65_000), ...times(65_001, [0]), 0x0b]],
]

describe('hostile modules', () => {
  for (const [what, instructions, refusal] of hostile) {
    it(`end soon: ${what}`, () => {
      const bytes = moduleOf(instructions)
      const started = performance.now()
      if (refusal) expect(() => lower(bytes)).to.throw(refusal)
      else lower(bytes)
      expect(performance.now() - started).to.be.below(MOST_MS)
    })
  }
})
