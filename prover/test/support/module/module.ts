/**
 * Valid modules made at random, to compare what they do here and in the engine: control flow, calls, memory, tables, bulk
 * operations, several results, passive segments; floats are only moved. Whether their loops end is for the fuel to say.
 */
import type { Random } from '../random.ts'
import { list, s, section, text, u } from './encode.ts'
import { Maker } from './maker.ts'
import { type Plan, planModule } from './plan.ts'
import { statements } from './statements.ts'
import { I32, type Signature, type Type } from './types.ts'
import { values } from './values.ts'

export interface RandomModule {
  bytes: Uint8Array<ArrayBuffer>
  /** Those that are exported. */
  functions: Signature[]
}

const NESTING = 4

/** Exports its functions, but for small ones that only the others call, as `f0`, `f1`, ... */
export function randomModule(random: Random): RandomModule {
  const plan = planModule(random)
  const code = plan.functions.map((signature) => body(new Maker(random, plan, signature)))
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...sectionsBefore(random, plan),
    ...section(12, [plan.data.length + 1]),
    ...section(10, list(code.map((one) => [...u(one.length), ...one]))),
    ...section(11, dataOf(random, plan)),
  ]
  return { bytes: Uint8Array.from(bytes), functions: plan.functions.slice(0, plan.outer) }
}

function body(maker: Maker): number[] {
  statements(maker, NESTING)
  statements(maker, NESTING)
  values(maker, maker.signature.results, NESTING)
  return maker.body()
}

function sectionsBefore(random: Random, plan: Plan): number[] {
  const { functions, outer, types, pages, maxPages, tableEntries, globals } = plan
  const own = functions.map((one) => u(types.index(one)))
  const exports = functions.slice(0, outer).map((_, i) => [...text(`f${i}`), 0, ...u(i)])
  return [
    ...section(1, list(types.encoded())),
    ...section(3, list(own)),
    ...section(4, [1, 0x70, 0, ...u(tableEntries)]),
    ...section(5, [1, 1, pages, maxPages]),
    ...section(6, list(globals.map(({ type, mutable }) => [type, mutable ? 1 : 0, ...initial(random, type), 0x0b]))),
    ...section(7, list(exports)),
    ...section(9, elementsOf(plan)),
  ]
}

function initial(random: Random, type: Type): number[] {
  const value = random.bits()
  return type === I32 ? [0x41, ...s(BigInt.asIntN(32, value))] : [0x42, ...s(BigInt.asIntN(64, value))]
}

/** Passive ones first: code names them by their number. */
function elementsOf({ elements, table }: Plan): number[] {
  const passive = elements.map((functions) => [1, 0, ...list(functions.map(u))])
  return list([...passive, [0, 0x41, 0, 0x0b, ...list(table.map(u))]])
}

function dataOf(random: Random, { data }: Plan): number[] {
  const bytes = (length: number) => list(Array.from({ length }, () => [random.int(256)]))
  return list([
    ...data.map((length) => [1, ...bytes(length)]),
    [0, 0x41, ...s(BigInt(random.int(500))), 0x0b, ...bytes(9)],
  ])
}
