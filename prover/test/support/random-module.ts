/**
 * Valid modules made at random, to compare what they do here and in the engine. Whatever they do ends: functions and loops
 * use up a global, and trap when it is zero. Exports: `f0`, `f1`, ..., `refill`, and `sum`, a checksum of memory and globals.
 */
import type { Random } from './random.ts'

export const I32 = 0x7f
export const I64 = 0x7e
type Type = typeof I32 | typeof I64

export interface Signature {
  parameters: Type[]
  results: Type[]
}

export interface RandomModule {
  bytes: Uint8Array<ArrayBuffer>
  functions: Signature[]
}

const GLOBALS: Type[] = [I32, I64, I32, I64]
const FUEL = GLOBALS.length
/** Functions called and loops gone through, all together, before it ends. */
const MOST_TURNS = 150
const TABLE_ENTRIES = 8
const EMPTY = 0x40

const u = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u(value >>> 7)])
function s(value: bigint): number[] {
  if (value >= -64n && value < 64n) return [Number(value & 0x7fn)]
  return [Number(value & 0x7fn) | 0x80, ...s(value >> 7n)]
}
const list = (items: number[][]): number[] => [...u(items.length), ...items.flat()]
const section = (id: number, content: number[]): number[] => [id, ...u(content.length), ...content]

export function randomModule(random: Random): RandomModule {
  const functions = Array.from({ length: 2 + random.int(4) }, (): Signature => {
    return { parameters: types(random, 4), results: types(random, random.chance(20) ? 4 : 2) }
  })
  const module = new ModuleTypes(functions)
  const bodies = functions.map((signature) => new BodyMaker(random, module, signature).body())
  const refill = [0, 0x41, ...s(BigInt(MOST_TURNS)), 0x24, ...u(FUEL), 0x0b]
  const code = [...bodies, refill, checksum()].map((body) => [...u(body.length), ...body])
  const count = functions.length
  const refillType = module.index({ parameters: [], results: [] })
  const own = functions.map((one) => u(module.index(one)))
  const sumType = module.index({ parameters: [], results: [I64] })
  const elements = Array.from({ length: TABLE_ENTRIES - 1 }, () => u(random.int(count)))
  const globals = [...GLOBALS, I32].map((type) => [type, 1, type === I32 ? 0x41 : 0x42, 0, 0x0b])
  const names = [...functions.map((_, i) => `f${i}`), 'refill', 'sum']
  const exports = names.map((name, i) => [...u(name.length), ...Buffer.from(name), 0, ...u(i)])
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(module.encoded())),
    ...section(3, list([...own, u(refillType), u(sumType)])),
    ...section(4, [1, 0x70, 0, TABLE_ENTRIES]),
    ...section(5, [1, 1, 1, 2]),
    ...section(6, list(globals)),
    ...section(7, list(exports)),
    ...section(9, [1, 0, 0x41, 0, 0x0b, ...list(elements)]),
    ...section(12, [1]),
    ...section(10, list(code)),
    ...section(11, [1, 1, 5, 1, 2, 3, 4, 5]),
  ]
  return { bytes: Uint8Array.from(bytes), functions }
}

function types(random: Random, most: number): Type[] {
  return Array.from({ length: random.int(most + 1) }, () => random.pick([I32, I64]))
}

/** Words at 0 to 639, and the globals. */
function checksum(): number[] {
  const step = [0x20, 1, 0x42, 31, 0x7e, 0x20, 0, 0x29, 0, 0, 0x7c, 0x21, 1, 0x20, 0, 0x41, 8, 0x6a, 0x22, 0]
  const globals = GLOBALS.flatMap((type, i) => [
    0x20,
    1,
    0x42,
    31,
    0x7e,
    0x23,
    i,
    ...(type === I32 ? [0xad] : []),
    0x7c,
    0x21,
    1,
  ])
  return [2, 1, I32, 1, I64, 0x03, EMPTY, ...step, 0x41, ...s(640n), 0x49, 0x0d, 0, 0x0b, ...globals, 0x20, 1, 0x0b]
}

class ModuleTypes {
  readonly functions: Signature[]
  readonly #types: Signature[] = []

  constructor(functions: Signature[]) {
    this.functions = functions
  }

  index({ parameters, results }: Signature): number {
    const same = (one: Signature) =>
      one.parameters.join() === parameters.join() && one.results.join() === results.join()
    const found = this.#types.findIndex(same)
    return found >= 0 ? found : this.#types.push({ parameters, results }) - 1
  }

  encoded(): number[][] {
    return this.#types.map(({ parameters, results }) => [0x60, ...list(parameters.map(u)), ...list(results.map(u))])
  }
}

/** Makes one function's body. Labels are what a branch to them takes along, the innermost last. */
class BodyMaker {
  readonly #random: Random
  readonly #module: ModuleTypes
  readonly #signature: Signature
  readonly #locals: Type[]
  readonly #labels: Type[][]
  #code: number[] = []
  /** How much more may come. */
  #room = 220

  constructor(random: Random, module: ModuleTypes, signature: Signature) {
    this.#random = random
    this.#module = module
    this.#signature = signature
    this.#locals = [...signature.parameters, ...types(random, 4), I32, I64]
    this.#labels = [signature.results]
  }

  body(): number[] {
    const declared = this.#locals.slice(this.#signature.parameters.length).map((type) => [1, type])
    this.#useFuel()
    this.#statements(3)
    this.#values(this.#signature.results, 3)
    return [...list(declared), ...this.#code, 0x0b]
  }

  #emit(...bytes: number[]): void {
    this.#code.push(...bytes)
  }

  #useFuel(): void {
    this.#emit(0x23, FUEL, 0x45, 0x04, EMPTY, 0x00, 0x0b, 0x23, FUEL, 0x41, 1, 0x6b, 0x24, FUEL)
  }

  #values(wanted: Type[], depth: number): void {
    for (const type of wanted) {
      this.#value(type, depth)
      // what lies on the stack must outlive what is done meanwhile
      if (this.#random.chance(10)) this.#statement(depth - 1)
    }
  }

  #value(type: Type, depth: number): void {
    if (depth <= 0 || this.#room-- <= 0) this.#leaf(type)
    else this.#random.pick([...(type === I32 ? this.#ofI32 : this.#ofI64), ...this.#ofBoth]).call(this, type, depth - 1)
  }

  #leaf(type: Type): void {
    const random = this.#random
    const local = this.#localOf(type)
    if (random.chance(60)) this.#emit(0x20, local)
    else if (random.chance(30)) this.#emit(0x23, this.#globalOf(type))
    else if (type === I32) this.#emit(0x41, ...s(BigInt.asIntN(32, random.bits())))
    else this.#emit(0x42, ...s(BigInt.asIntN(64, random.bits())))
  }

  #localOf(type: Type): number {
    return this.#random.pick(this.#locals.flatMap((one, i) => (one === type ? [i] : [])))
  }

  #globalOf(type: Type): number {
    return this.#random.pick(GLOBALS.flatMap((one, i) => (one === type ? [i] : [])))
  }

  // ---------------------------------------------------------------- values

  readonly #ofI32 = [this.#comparison, this.#comparison, this.#eqz, this.#eqz, this.#wrap, this.#wrap, this.#pages]
  readonly #ofI64 = [this.#extend, this.#extend]
  readonly #ofBoth = [
    ...[this.#leaf, this.#leaf, this.#binary, this.#binary, this.#binary, this.#binary, this.#unary],
    ...[this.#load, this.#select, this.#select, this.#tee, this.#tee, this.#block, this.#block, this.#ifElse],
    ...[this.#loop, this.#call, this.#call, this.#callIndirect, this.#branchIfWith, this.#valueAndStatement],
  ]

  #binary(type: Type, depth: number): void {
    this.#values([type, type], depth)
    // divisions trap often: less of them
    const most = this.#random.chance(15) ? 15 : 11
    const op = [0, 1, 2, 7, 8, 9, 10, 11, 12, 13, 14, 3, 4, 5, 6][this.#random.int(most)] as number
    this.#emit((type === I32 ? 0x6a : 0x7c) + op)
  }

  #unary(type: Type, depth: number): void {
    this.#value(type, depth)
    this.#emit(this.#random.pick(type === I32 ? [0x67, 0x68, 0x69, 0xc0, 0xc1] : [0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4]))
  }

  #comparison(_: Type, depth: number): void {
    const type = this.#random.pick([I32, I64] as const)
    this.#values([type, type], depth)
    this.#emit((type === I32 ? 0x46 : 0x51) + this.#random.int(10))
  }

  #eqz(_: Type, depth: number): void {
    const type = this.#random.pick([I32, I32, I64] as const)
    this.#value(type, depth)
    this.#emit(type === I32 ? 0x45 : 0x50)
  }

  #wrap(_: Type, depth: number): void {
    this.#value(I64, depth)
    this.#emit(0xa7)
  }

  #extend(_: Type, depth: number): void {
    this.#value(I32, depth)
    this.#emit(this.#random.pick([0xac, 0xad]))
  }

  #pages(_: Type, depth: number): void {
    if (this.#random.chance(50)) this.#emit(0x3f, 0)
    else {
      this.#value(I32, depth)
      this.#emit(0x40, 0)
    }
  }

  #address(depth: number): void {
    this.#value(I32, depth)
    // mostly below 512
    if (this.#random.chance(97)) this.#emit(0x41, ...s(511n), 0x71)
  }

  #load(type: Type, depth: number): void {
    this.#address(depth)
    const ops = type === I32 ? [0x28, 0x2c, 0x2d, 0x2e, 0x2f] : [0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35]
    this.#emit(this.#random.pick(ops), 0, this.#random.int(64))
  }

  #select(type: Type, depth: number): void {
    this.#values([type, type, I32], depth)
    this.#emit(0x1b)
  }

  #tee(type: Type, depth: number): void {
    this.#value(type, depth)
    this.#emit(0x22, this.#localOf(type))
  }

  #valueAndStatement(type: Type, depth: number): void {
    this.#value(type, depth)
    this.#statement(depth)
  }

  /** A block whose parameters come from outside; its first result is wanted, the others are dropped. */
  #block(type: Type, depth: number): void {
    const parameters = types(this.#random, 2)
    const results = [type, ...types(this.#random, 1)]
    this.#values(parameters, depth)
    this.#open(0x02, { parameters, results }, results)
    this.#inside(parameters, results, depth)
    this.#close(results.length - 1)
  }

  #ifElse(type: Type, depth: number): void {
    const parameters = types(this.#random, 1)
    this.#values([...parameters, I32], depth)
    this.#open(0x04, { parameters, results: [type] }, [type])
    this.#inside(parameters, [type], depth)
    this.#emit(0x05)
    this.#inside(parameters, [type], depth)
    this.#close(0)
  }

  #loop(type: Type, depth: number): void {
    const parameters = types(this.#random, 2)
    this.#values(parameters, depth)
    this.#open(0x03, { parameters, results: [type] }, parameters)
    this.#useFuel()
    this.#inside(parameters, [type], depth)
    this.#close(0)
  }

  #open(op: number, type: Signature, label: Type[]): void {
    this.#emit(op, ...s(BigInt(this.#module.index(type))))
    this.#labels.push(label)
  }

  #close(drops: number): void {
    this.#labels.pop()
    this.#emit(0x0b, ...Array(drops).fill(0x1a))
  }

  /** From parameters to results: they are dropped, or taken to locals. */
  #inside(parameters: Type[], results: Type[], depth: number): void {
    if (this.#random.chance(50) || parameters.join() !== results.join()) {
      for (const type of [...parameters].reverse()) {
        if (this.#random.chance(70)) this.#emit(0x21, this.#localOf(type))
        else this.#emit(0x1a)
      }
      this.#statements(depth)
      this.#values(results, depth)
    } else this.#statements(depth)
  }

  #call(type: Type, depth: number): void {
    const candidates = this.#module.functions.flatMap(({ results }, i) => (results[0] === type ? [i] : []))
    if (candidates.length === 0) {
      this.#leaf(type)
      return
    }
    const index = this.#random.pick(candidates)
    const { parameters, results } = this.#module.functions[index] as Signature
    this.#values(parameters, depth)
    this.#emit(0x10, ...u(index), ...Array(results.length - 1).fill(0x1a))
  }

  #callIndirect(type: Type, depth: number): void {
    const candidates = this.#module.functions.filter(({ results }) => results[0] === type)
    if (candidates.length === 0 || this.#random.chance(50)) {
      this.#leaf(type)
      return
    }
    const signature = this.#random.pick(candidates)
    this.#values(signature.parameters, depth)
    this.#value(I32, depth)
    if (this.#random.chance(90)) this.#emit(0x41, 7, 0x71)
    this.#emit(0x11, ...u(this.#module.index(signature)), 0, ...Array(signature.results.length - 1).fill(0x1a))
  }

  /** A conditional branch that takes values along; where it is not taken, all but one are dropped. */
  #branchIfWith(type: Type, depth: number): void {
    const depths = this.#labels.flatMap((label, i) => (label[0] === type ? [this.#labels.length - 1 - i] : []))
    if (depths.length === 0) {
      this.#leaf(type)
      return
    }
    const to = this.#random.pick(depths)
    const label = this.#labels.at(-1 - to) as Type[]
    this.#values([...label, I32], depth)
    this.#emit(0x0d, ...u(to), ...Array(label.length - 1).fill(0x1a))
  }

  // ---------------------------------------------------------------- statements

  readonly #kinds = [
    ...[this.#setLocal, this.#setLocal, this.#setLocal, this.#setGlobal, this.#setGlobal, this.#store, this.#store],
    ...[this.#dropValue, this.#ifOnly, this.#ifOnly, this.#emptyBlock, this.#branchIf, this.#branch, this.#switch],
    ...[this.#bulk, this.#switch, this.#callAndSpread, this.#callAndSpread],
  ]

  #statements(depth: number): void {
    for (let n = this.#random.int(4); n > 0; n--) this.#statement(depth)
  }

  #statement(depth: number): void {
    if (depth <= 0 || this.#room-- <= 0) return
    this.#random.pick(this.#kinds).call(this, depth - 1)
  }

  #setLocal(depth: number): void {
    const type = this.#random.pick([I32, I64] as const)
    this.#value(type, depth)
    this.#emit(0x21, this.#localOf(type))
  }

  #setGlobal(depth: number): void {
    const type = this.#random.pick([I32, I64] as const)
    this.#value(type, depth)
    this.#emit(0x24, this.#globalOf(type))
  }

  #store(depth: number): void {
    const type = this.#random.pick([I32, I64] as const)
    this.#address(depth)
    this.#value(type, depth)
    this.#emit(this.#random.pick(type === I32 ? [0x36, 0x3a, 0x3b] : [0x37, 0x3c, 0x3d, 0x3e]), 0, this.#random.int(64))
  }

  #dropValue(depth: number): void {
    this.#value(this.#random.pick([I32, I64] as const), depth)
    this.#emit(0x1a)
  }

  #ifOnly(depth: number): void {
    this.#onCondition(depth, () => this.#statements(depth))
  }

  #emptyBlock(depth: number): void {
    this.#emit(0x02, EMPTY)
    this.#labels.push([])
    this.#statements(depth)
    this.#close(0)
  }

  #branchIf(depth: number): void {
    const depths = this.#labels.flatMap((label, i) => (label.length === 0 ? [this.#labels.length - 1 - i] : []))
    if (depths.length === 0) return
    this.#value(I32, depth)
    this.#emit(0x0d, ...u(this.#random.pick(depths)))
  }

  /** Behind a condition, so that the rest is still reached. */
  #branch(depth: number): void {
    const to = this.#random.int(this.#labels.length)
    const label = this.#labels.at(-1 - to) as Type[]
    this.#onCondition(depth, () => {
      this.#values([...types(this.#random, 2), ...label], depth)
      if (this.#random.chance(5)) this.#emit(0x00)
      else this.#emit(0x0c, ...u(to + 1))
    })
  }

  #switch(depth: number): void {
    const label = this.#random.pick(this.#labels)
    const same = this.#labels.flatMap((one, i) => (one.join() === label.join() ? [this.#labels.length - i] : []))
    const targets = Array.from({ length: this.#random.int(4) + 1 }, () => u(this.#random.pick(same)))
    this.#onCondition(depth, () => {
      this.#values([...label, I32], depth)
      this.#emit(0x41, 3, 0x71, 0x0e, ...list(targets), ...u(this.#random.pick(same)))
    })
  }

  #onCondition(depth: number, inside: () => void): void {
    this.#value(I32, depth)
    this.#emit(0x04, EMPTY)
    this.#labels.push([])
    inside()
    this.#close(0)
  }

  #bulk(depth: number): void {
    this.#address(depth)
    const kind = this.#random.int(3)
    if (kind === 0) this.#value(I32, depth)
    else if (kind === 1) this.#address(depth)
    else this.#emit(0x41, this.#random.int(4))
    this.#emit(0x41, ...s(BigInt(this.#random.int(kind === 2 ? 6 : 80))))
    this.#emit(
      0xfc,
      ...([
        [0x0b, 0],
        [0x0a, 0, 0],
        [0x08, 0, 0],
      ][kind] as number[]),
    )
  }

  /** A call whose results go to locals, one by one, with other calls between. */
  #callAndSpread(depth: number): void {
    const index = this.#random.int(this.#module.functions.length)
    const { parameters, results } = this.#module.functions[index] as Signature
    this.#values(parameters, depth)
    this.#emit(0x10, ...u(index))
    for (const type of [...results].reverse()) {
      if (this.#random.chance(20)) this.#statement(depth)
      this.#emit(this.#random.chance(50) ? 0x21 : 0x22, this.#localOf(type))
      if (this.#code.at(-2) === 0x22) this.#emit(0x1a)
    }
  }
}
