import { list, u } from './encode.ts'
import type { Maker } from './maker.ts'
import { randomTypes } from './plan.ts'
import { I32, I64, type Signature, type Type } from './types.ts'
import { address, offset, value, values } from './values.ts'

type Statement = (maker: Maker, depth: number) => void

const MOST_TURNS = 9
const NOTHING: Signature = { parameters: [], results: [] }

export function statements(maker: Maker, depth: number): void {
  for (let n = maker.random.int(4); n > 0; n--) anyStatement(maker, depth)
}

export function anyStatement(maker: Maker, depth: number): void {
  if (depth <= 0 || maker.room-- <= 0) return
  maker.random.pick(all)(maker, depth - 1)
}

const anyType = (maker: Maker): Type => maker.random.pick([I32, I64] as const)

const setLocal: Statement = (maker, depth) => {
  const type = anyType(maker)
  value(maker, type, depth)
  maker.emit(0x21, ...u(maker.localOf(type)))
}

const setGlobal: Statement = (maker, depth) => {
  const type = anyType(maker)
  value(maker, type, depth)
  maker.emit(0x24, maker.globalOf(type, true))
}

const store: Statement = (maker, depth) => {
  const type = anyType(maker)
  const most = address(maker, depth)
  value(maker, type, depth)
  maker.emit(maker.random.pick(type === I32 ? [0x36, 0x3a, 0x3b] : [0x37, 0x3c, 0x3d, 0x3e]), 0, ...offset(maker, most))
}

/** A float that is only moved. */
const moveFloat: Statement = (maker, depth) => {
  const wide = maker.random.int(2)
  const [to, from] = [address(maker, depth), address(maker, depth)]
  maker.emit(0x2a + wide, 0, ...offset(maker, from), 0x38 + wide, 0, ...offset(maker, to))
}

const dropValue: Statement = (maker, depth) => {
  value(maker, anyType(maker), depth)
  maker.drop(1)
}

const block: Statement = (maker, depth) => {
  maker.open(0x02, NOTHING, [])
  statements(maker, depth)
  maker.close()
}

const countedLoop: Statement = (maker, depth) => {
  maker.counted(1 + maker.random.int(MOST_TURNS), () => statements(maker, depth))
}

function onCondition(maker: Maker, depth: number, inside: () => void): void {
  value(maker, I32, depth)
  maker.open(0x04, NOTHING, [])
  inside()
  maker.close()
}

const ifOnly: Statement = (maker, depth) => onCondition(maker, depth, () => statements(maker, depth))

const ifElse: Statement = (maker, depth) =>
  onCondition(maker, depth, () => {
    statements(maker, depth)
    maker.else()
    statements(maker, depth)
  })

const branchIf: Statement = (maker, depth) => {
  const depths = maker.labelsWith((label) => label.length === 0)
  if (depths.length === 0) return
  value(maker, I32, depth)
  maker.emit(0x0d, ...u(maker.random.pick(depths)))
}

/** Behind a condition, so that the rest is still reached; what follows it there is not. */
const leave: Statement = (maker, depth) => {
  const { random } = maker
  const to = random.int(maker.labels.length)
  const label = maker.label(to)
  onCondition(maker, depth, () => {
    const kind = random.int(20)
    if (kind < 15) {
      values(maker, [...randomTypes(random, 2), ...label], depth)
      maker.emit(0x0c, ...u(to + 1))
    } else if (kind < 19) {
      values(maker, [...randomTypes(random, 2), ...maker.signature.results], depth)
      maker.emit(0x0f)
    } else maker.emit(0x00)
    if (random.chance(20)) statements(maker, depth)
  })
}

const branchTable: Statement = (maker, depth) => {
  const { random } = maker
  const label = random.pick(maker.labels)
  // one label further out: it stands in a block of its own
  const same = maker.labelsWith((one) => one.join() === label.join()).map((to) => to + 1)
  const targets = Array.from({ length: random.int(5) }, () => u(random.pick(same)))
  onCondition(maker, depth, () => {
    values(maker, [...label, I32], depth)
    if (random.chance(80)) maker.emit(0x41, 3, 0x71)
    maker.emit(0x0e, ...list(targets), ...u(random.pick(same)))
  })
}

const length = (maker: Maker, most: number) => maker.constant(I32, BigInt(maker.random.int(most)))

const fill: Statement = (maker, depth) => {
  if (maker.small) return
  address(maker, depth)
  value(maker, I32, depth)
  length(maker, 120)
  maker.emit(0xfc, 0x0b, 0)
}

const copy: Statement = (maker, depth) => {
  if (maker.small) return
  address(maker, depth)
  // near each other, so that they overlap
  if (maker.random.chance(40)) {
    const local = u(maker.localOf(I32))
    maker.emit(0x22, ...local, 0x20, ...local)
    maker.constant(I32, BigInt(maker.random.int(24)))
    maker.emit(maker.random.pick([0x6a, 0x6b]))
  } else address(maker, depth)
  length(maker, 120)
  maker.emit(0xfc, 0x0a, 0, 0)
}

const memoryInit: Statement = (maker, depth) => {
  if (maker.small) return
  const segment = maker.random.int(maker.plan.data.length)
  address(maker, depth)
  length(maker, 8)
  length(maker, Math.max(1, (maker.plan.data[segment] as number) - (maker.random.chance(20) ? 0 : 7)))
  maker.emit(0xfc, 0x08, segment, 0)
}

const tableInit: Statement = (maker) => {
  if (maker.small) return
  const segment = maker.random.int(maker.plan.elements.length)
  length(maker, maker.plan.tableEntries + 1)
  length(maker, 3)
  length(maker, maker.random.chance(20) ? (maker.plan.elements[segment] as number[]).length + 1 : 2)
  maker.emit(0xfc, 0x0c, segment, 0)
}

const tableCopy: Statement = (maker) => {
  if (maker.small) return
  const { tableEntries } = maker.plan
  for (const most of [tableEntries, tableEntries, maker.random.chance(20) ? tableEntries : 2]) length(maker, most + 1)
  maker.emit(0xfc, 0x0e, 0, 0)
}

/** Rare: what is dropped stays so. */
const dropSegment: Statement = (maker) => {
  if (maker.random.chance(15)) maker.emit(0xfc, maker.random.pick([0x09, 0x0d]), maker.random.int(2))
}

/** A call whose results go to locals, one by one, with other things done between. */
const callAndSpread: Statement = (maker, depth) => {
  const { random, plan } = maker
  const first = maker.firstCallee()
  if (first === plan.functions.length) return
  const index = first + random.int(plan.functions.length - first)
  const { parameters, results } = plan.functions[index] as Signature
  values(maker, parameters, depth)
  maker.emit(0x10, ...u(index))
  for (const type of [...results].reverse()) {
    if (random.chance(20)) anyStatement(maker, depth)
    const tees = random.chance(50)
    maker.emit(tees ? 0x22 : 0x21, ...u(maker.localOf(type)))
    if (tees) maker.drop(1)
  }
}

const all: Statement[] = [
  ...[setLocal, setLocal, setLocal, setGlobal, setGlobal, store, store, store, moveFloat, dropValue, block],
  ...[countedLoop, countedLoop, ifOnly, ifElse, branchIf, leave, branchTable, fill, copy, memoryInit, tableInit],
  ...[tableCopy, dropSegment, callAndSpread, callAndSpread],
]
