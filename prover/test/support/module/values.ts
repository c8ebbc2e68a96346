import { u } from './encode.ts'
import type { Maker } from './maker.ts'
import { randomTypes } from './plan.ts'
import { anyStatement, statements } from './statements.ts'
import { I32, I64, type Signature, type Type } from './types.ts'

type Value = (maker: Maker, type: Type, depth: number) => void

/** Puts one value after the other on the stack; what lies there must outlive what is done meanwhile. */
export function values(maker: Maker, wanted: readonly Type[], depth: number): void {
  if (wanted.length > 1 && maker.random.chance(maker.small ? 60 : 25) && tailCall(maker, wanted, depth)) return
  for (const type of wanted) {
    value(maker, type, depth)
    if (maker.random.chance(8)) anyStatement(maker, depth - 1)
  }
}

/** One call answers the last ones of them, if a function does. */
function tailCall(maker: Maker, wanted: readonly Type[], depth: number): boolean {
  const { functions } = maker.plan
  const first = maker.firstCallee()
  const fits = ({ results }: Signature) => results.length > 1 && wanted.slice(-results.length).join() === results.join()
  const candidates = functions.flatMap((one, i) => (i >= first && fits(one) ? [i] : []))
  if (candidates.length === 0 || depth <= 0 || maker.room-- <= 0) return false
  const index = maker.random.pick(candidates)
  const { parameters, results } = functions[index] as Signature
  values(maker, [...wanted.slice(0, -results.length), ...parameters], depth - 1)
  maker.emit(0x10, ...u(index))
  return true
}

export function value(maker: Maker, type: Type, depth: number): void {
  const kinds = type === I32 ? ofI32 : ofI64
  if (depth <= 0 || maker.room-- <= 0) leaf(maker, type)
  else maker.random.pick(kinds)(maker, type, depth - 1)
}

/** A constant, a local or a global. */
function leaf(maker: Maker, type: Type): void {
  const { random } = maker
  const kind = random.int(10)
  if (kind < 4) maker.constant(type, random.bits())
  else if (kind < 8) maker.emit(0x20, ...u(maker.localOf(type)))
  else maker.emit(0x23, maker.globalOf(type, false))
}

/** Mostly below 512; now and then near the end of a page (64 KiB, or 4 of the fast machine), or anywhere. Answers what `offset` wants. */
export function address(maker: Maker, depth: number): number {
  const { random } = maker
  if (random.chance(5)) {
    const size = random.pick([4096, 65536])
    maker.constant(I32, BigInt(size * (1 + random.int(4)) - random.int(12)))
    return AT_AN_EDGE
  }
  value(maker, I32, depth)
  if (!random.chance(1)) maker.emit(0x41, 0xff, 0x03, 0x71)
  return ANYWHERE
}

/** Most that a load or store adds to its address. */
const AT_AN_EDGE = 4
const ANYWHERE = 64

/** The offset of a load or store. */
export function offset({ random }: Maker, most: number): number[] {
  const kind = random.int(100)
  if (kind < 97) return u(random.int(most))
  return u(kind < 99 ? 65000 + random.int(70_000) : 2 ** 32 - 1 - random.int(4))
}

/** Where a quotient is no number of its type, or there is none. */
function divideAtEdge(maker: Maker, type: Type): void {
  const { random } = maker
  const smallest = type === I32 ? 1n << 31n : 1n << 63n
  maker.constant(type, random.pick([smallest, 1n]))
  maker.constant(type, random.pick([-1n, 0n, smallest]))
  maker.emit(0x22, ...u(maker.localOf(type)))
  maker.emit((type === I32 ? 0x6d : 0x7f) + random.int(4))
}

const binary: Value = (maker, type, depth) => {
  if (maker.random.chance(1)) {
    divideAtEdge(maker, type)
    return
  }
  values(maker, [type, type], depth)
  // divisions trap often: less of them
  const most = maker.random.chance(7) ? 15 : 11
  const op = [0, 1, 2, 7, 8, 9, 10, 11, 12, 13, 14, 3, 4, 5, 6][maker.random.int(most)] as number
  maker.emit((type === I32 ? 0x6a : 0x7c) + op)
}

const unary: Value = (maker, type, depth) => {
  value(maker, type, depth)
  maker.emit(maker.random.pick(type === I32 ? [0x67, 0x68, 0x69, 0xc0, 0xc1] : [0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4]))
}

const comparison: Value = (maker, _, depth) => {
  const type = maker.random.pick([I32, I64] as const)
  values(maker, [type, type], depth)
  maker.emit((type === I32 ? 0x46 : 0x51) + maker.random.int(10))
}

const eqz: Value = (maker, _, depth) => {
  const type = maker.random.pick([I32, I32, I64] as const)
  value(maker, type, depth)
  maker.emit(type === I32 ? 0x45 : 0x50)
}

const wrap: Value = (maker, _, depth) => {
  value(maker, I64, depth)
  maker.emit(0xa7)
}

const extend: Value = (maker, _, depth) => {
  value(maker, I32, depth)
  maker.emit(maker.random.pick([0xac, 0xad]))
}

/** Cut to 32 bits, and wide again. */
const cut: Value = (maker, _, depth) => {
  value(maker, I64, depth)
  maker.emit(0xa7, 0xad)
}

const pages: Value = (maker, _, depth) => {
  const { random } = maker
  if (random.chance(60)) maker.emit(0x3f, 0)
  else {
    if (random.chance(30)) value(maker, I32, depth)
    else maker.constant(I32, BigInt(random.int(3)))
    maker.emit(0x40, 0)
  }
}

const load: Value = (maker, type, depth) => {
  const { random } = maker
  const most = address(maker, depth)
  const ops = type === I32 ? [0x28, 0x2c, 0x2d, 0x2e, 0x2f] : [0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35]
  const at = offset(maker, most)
  // a float that is only moved: the same bits
  if (random.chance(8)) maker.emit(type === I32 ? 0x2a : 0x2b, 0, ...at, type === I32 ? 0xbc : 0xbd)
  else maker.emit(random.pick(ops), 0, ...at)
}

const select: Value = (maker, type, depth) => {
  values(maker, [type, type, I32], depth)
  if (maker.random.chance(20)) maker.emit(0x1c, 1, type)
  else maker.emit(0x1b)
}

const tee: Value = (maker, type, depth) => {
  value(maker, type, depth)
  maker.emit(0x22, ...u(maker.localOf(type)))
}

/** A local, changed while its old value is on the stack. */
const changed: Value = (maker, type, depth) => {
  const local = u(maker.localOf(type))
  maker.emit(0x20, ...local)
  value(maker, type, depth)
  maker.emit(0x21, ...local)
}

const valueAndStatement: Value = (maker, type, depth) => {
  value(maker, type, depth)
  anyStatement(maker, depth)
}

/** A block whose parameters come from outside; its first result is wanted, the others are dropped. */
const block: Value = (maker, type, depth) => {
  const parameters = randomTypes(maker.random, 2)
  const results = [type, ...randomTypes(maker.random, 2)]
  values(maker, parameters, depth)
  maker.open(0x02, { parameters, results }, results)
  inside(maker, parameters, results, depth)
  maker.close()
  maker.drop(results.length - 1)
}

const ifElse: Value = (maker, type, depth) => {
  const parameters = randomTypes(maker.random, 1)
  const results = [type, ...randomTypes(maker.random, 1)]
  values(maker, [...parameters, I32], depth)
  maker.open(0x04, { parameters, results }, results)
  inside(maker, parameters, results, depth)
  maker.else()
  inside(maker, parameters, results, depth)
  maker.close()
  maker.drop(results.length - 1)
}

/** Goes back by whatever branches to it there are: the fuel ends it, if nothing else. */
const loop: Value = (maker, type, depth) => {
  const parameters = randomTypes(maker.random, 2)
  values(maker, parameters, depth)
  if (maker.small) maker.open(0x02, { parameters, results: [type] }, [type])
  else maker.open(0x03, { parameters, results: [type] }, parameters)
  inside(maker, parameters, [type], depth)
  maker.close()
}

/** From parameters to results: they are dropped, or taken to locals. */
function inside(maker: Maker, parameters: Type[], results: Type[], depth: number): void {
  const { random } = maker
  if (parameters.join() === results.join() && random.chance(50)) {
    statements(maker, depth)
    return
  }
  for (const type of [...parameters].reverse()) {
    if (random.chance(70)) maker.emit(0x21, ...u(maker.localOf(type)))
    else maker.drop(1)
  }
  statements(maker, depth)
  values(maker, results, depth)
}

const call: Value = (maker, type, depth) => {
  const { functions } = maker.plan
  const first = maker.firstCallee()
  const candidates = functions.flatMap(({ results }, i) => (results[0] === type && i >= first ? [i] : []))
  if (candidates.length === 0) return leaf(maker, type)
  const index = maker.random.pick(candidates)
  const { parameters, results } = functions[index] as Signature
  values(maker, parameters, depth)
  maker.emit(0x10, ...u(index))
  maker.drop(results.length - 1)
}

/** Mostly by an entry that is right when the table begins. */
const callIndirect: Value = (maker, type, depth) => {
  const { functions, table } = maker.plan
  const entries = table.flatMap((index, at) => (functions[index]?.results[0] === type ? [{ index, at }] : []))
  if (entries.length === 0) return leaf(maker, type)
  const { index, at } = maker.random.pick(entries)
  const signature = functions[index] as Signature
  values(maker, signature.parameters, depth)
  if (maker.random.chance(90)) maker.constant(I32, BigInt(at))
  else {
    value(maker, I32, depth)
    maker.emit(0x41, 7, 0x71)
  }
  maker.emit(0x11, ...u(maker.plan.types.index(signature)), 0)
  maker.drop(signature.results.length - 1)
}

/** A conditional branch that takes values along; where it is not taken, all but one are dropped. */
const branchIfWith: Value = (maker, type, depth) => {
  const depths = maker.labelsWith((label) => label[0] === type)
  if (depths.length === 0) return leaf(maker, type)
  const to = maker.random.pick(depths)
  const label = maker.label(to)
  values(maker, [...label, I32], depth)
  maker.emit(0x0d, ...u(to))
  maker.drop(label.length - 1)
}

const ofBoth: Value[] = [
  ...[leaf, binary, binary, binary, binary, binary, unary, load, select, tee, changed, block],
  ...[ifElse, loop, call, call, callIndirect, branchIfWith, valueAndStatement],
]
const ofI32: Value[] = [...ofBoth, comparison, comparison, eqz, eqz, wrap, pages]
const ofI64: Value[] = [...ofBoth, extend, extend, cut]
