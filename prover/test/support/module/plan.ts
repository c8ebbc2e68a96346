import type { Random } from '../random.ts'
import { I32, I64, type Signature, type Type, Types } from './types.ts'

/** What the functions of a module have in common, before there is any code. */
export interface Plan {
  types: Types
  functions: Signature[]
  /** How many of them, the first ones, are exported or in the table: the others may be metered by their callers. */
  outer: number
  globals: { type: Type; mutable: boolean }[]
  /** Functions in the table when it begins. */
  table: number[]
  tableEntries: number
  /** Lengths of passive segments. */
  data: number[]
  elements: number[][]
  pages: number
  maxPages: number
}

export function planModule(random: Random): Plan {
  const [outer, inner] = [2 + random.int(7), random.int(6)]
  const functions = Array.from({ length: outer + inner }, (_, i): Signature => {
    const most = random.chance(3) ? 17 : random.chance(i < outer ? 25 : 70) ? 4 : 2
    return { parameters: randomTypes(random, 5), results: randomTypes(random, most) }
  })
  const some = (most: number) => Array.from({ length: random.int(most) }, () => random.int(outer))
  const mutable = ([I32, I64, I32, I64] as const).map((type) => ({ type, mutable: true }))
  const pages = random.chance(20) ? 2 : 1
  const table = some(12)
  return {
    types: new Types(),
    functions,
    outer,
    globals: [...mutable, { type: I32, mutable: false }, { type: I64, mutable: false }],
    table,
    tableEntries: table.length + random.int(4),
    data: [0, 0].map(() => random.int(90)),
    elements: [0, 0].map(() => some(6)),
    pages,
    maxPages: pages + random.int(3),
  }
}

export function randomTypes(random: Random, most: number): Type[] {
  return Array.from({ length: random.int(most + 1) }, () => random.pick([I32, I64] as const))
}
