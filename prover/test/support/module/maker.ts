import type { Random } from '../random.ts'
import { list, s, u } from './encode.ts'
import { type Plan, randomTypes } from './plan.ts'
import { I32, I64, type Signature, type Type } from './types.ts'

const EMPTY = 0x40
/** Locals that count the turns of loops, one for each depth of nesting; nothing else writes them. */
const COUNTERS = 3

/** One function's body while it is made. Labels are what a branch to them takes along, the innermost last. */
export class Maker {
  readonly random: Random
  readonly plan: Plan
  readonly signature: Signature
  /** Those that code may name. */
  readonly locals: Type[]
  readonly labels: Type[][]
  readonly code: number[] = []
  /** How much more may come. */
  room: number
  /** No loops, and nothing whose fuel depends on an operand. */
  readonly small: boolean
  #counting = 0

  constructor(random: Random, plan: Plan, signature: Signature) {
    this.random = random
    this.plan = plan
    this.signature = signature
    const most = random.chance(2) ? 150 : 5
    this.locals = [...signature.parameters, ...randomTypes(random, most), I32, I64]
    this.labels = [signature.results]
    this.small = plan.functions.indexOf(signature) >= plan.outer && random.chance(85)
    this.room = this.small ? 2 + random.int(14) : 20 + random.int(140)
  }

  /** Mostly functions that come later are called, so that calls end by themselves. */
  firstCallee(): number {
    return this.random.chance(10) ? 0 : this.plan.functions.indexOf(this.signature) + 1
  }

  /** Declarations of locals, the code, its end. */
  body(): number[] {
    const declared = this.locals.slice(this.signature.parameters.length)
    const counters = Array.from({ length: COUNTERS }, () => I32)
    return [...list([...declared, ...counters].map((type) => [1, type])), ...this.code, 0x0b]
  }

  emit(...bytes: number[]): void {
    for (const byte of bytes) this.code.push(byte)
  }

  constant(type: Type, value: bigint): void {
    if (type === I32) this.emit(0x41, ...s(BigInt.asIntN(32, value)))
    else this.emit(0x42, ...s(BigInt.asIntN(64, value)))
  }

  drop(count: number): void {
    for (; count > 0; count--) this.emit(0x1a)
  }

  localOf(type: Type): number {
    return this.random.pick(this.locals.flatMap((one, i) => (one === type ? [i] : [])))
  }

  globalOf(type: Type, written: boolean): number {
    const fits = (one: Plan['globals'][number]) => one.type === type && (one.mutable || !written)
    return this.random.pick(this.plan.globals.flatMap((one, i) => (fits(one) ? [i] : [])))
  }

  /** Depths of labels that a branch may go to with such values. */
  labelsWith(is: (label: Type[]) => boolean): number[] {
    return this.labels.flatMap((label, i) => (is(label) ? [this.labels.length - 1 - i] : []))
  }

  label(depth: number): Type[] {
    return this.labels.at(-1 - depth) as Type[]
  }

  /** A block, loop or if that takes values from outside. */
  open(op: number, type: Signature, label: Type[]): void {
    if (type.parameters.length === 0 && type.results.length < 2) this.emit(op, type.results[0] ?? EMPTY)
    else this.emit(op, ...s(BigInt(this.plan.types.index(type))))
    this.labels.push(label)
  }

  else(): void {
    this.emit(0x05)
  }

  close(): void {
    this.labels.pop()
    this.emit(0x0b)
  }

  /** `turns` of what `inside` emits; those that are nested too deep go once. */
  counted(turns: number, inside: () => void): void {
    if (this.small || this.#counting === COUNTERS) {
      inside()
      return
    }
    const counter = u(this.locals.length + this.#counting++)
    this.constant(I32, BigInt(turns))
    this.emit(0x21, ...counter)
    this.open(0x03, { parameters: [], results: [] }, [])
    inside()
    this.emit(0x20, ...counter, 0x41, 1, 0x6b, 0x22, ...counter, 0x0d, 0)
    this.close()
    this.#counting--
  }
}
