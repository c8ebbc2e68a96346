import { type FunctionCode, plain } from './code.ts'
import { Wasm } from './opcodes.ts'
import { constant, type Entry, isConstant, local, type Operand, type Place, samePlace } from './operands.ts'

/** Most values that are not at home at once: what is looked through at every write stays short, whatever the module. */
const MOST_AWAY = 64

/** A stack as it was. */
export interface SavedStack {
  height: number
  away: Map<number, Entry>
}

/**
 * WebAssembly's operand stack while a function is lowered. Each height has a slot, its home; a value that is a constant, or
 * lies in a local or a global, stays there for as long as nothing writes it, and is moved home only where it must be.
 */
export class OperandStack {
  readonly #code: FunctionCode
  readonly #firstHome: number
  readonly #fold: boolean
  #height = 0
  /** What is not just in its home, by height. */
  #away = new Map<number, Entry>()

  constructor(code: FunctionCode, firstHome: number, fold: boolean) {
    this.#code = code
    this.#firstHome = firstHome
    this.#fold = fold
  }

  get height(): number {
    return this.#height
  }

  home(height: number): Place {
    return local(this.#firstHome + height)
  }

  push(operand: Operand): void {
    this.#put(this.#height++, plain(operand))
  }

  /** For a result: the slot that it has to be written to. */
  pushHome(): Place {
    return this.home(this.#height++)
  }

  drop(count: number): void {
    for (; count > 0; count--) this.#away.delete(--this.#height)
  }

  /** The stack as it was up to `height`, and `count` values in their homes above. */
  reset({ away }: SavedStack, height: number, count: number): void {
    this.#away = new Map([...away].filter(([at]) => at < height))
    this.#height = height + count
  }

  save(): SavedStack {
    return { height: this.#height, away: new Map(this.#away) }
  }

  restore(saved: SavedStack): void {
    this.reset(saved, saved.height, 0)
  }

  entry(height: number): Entry {
    return this.#away.get(height) ?? plain(this.home(height))
  }

  get top(): Entry {
    return this.entry(this.#height - 1)
  }

  /** The value at this height as an operand; `narrow` where only its lower half is looked at. */
  operand(height: number, narrow: boolean): Operand {
    const { operand, pending } = this.entry(height)
    if (!pending || (narrow && pending === Wasm.I32WrapI64)) return operand
    return this.settle(height)
  }

  /** The values at this height and the next as operands of one instruction, which has room for one constant. */
  pair(height: number, narrowA: boolean, narrowB: boolean): [a: Operand, b: Operand] {
    let a = this.operand(height, narrowA)
    const b = this.operand(height + 1, narrowB)
    if (isConstant(a) && isConstant(b) && a.k !== b.k) a = this.settle(height)
    return [a, b]
  }

  /** Brings a value home. */
  settle(height: number): Place {
    const home = this.home(height)
    this.#code.assign(home, this.entry(height))
    this.#away.delete(height)
    return home
  }

  /** Brings the top `count` values home. */
  settleTop(count: number): void {
    for (let height = this.#height - count; height < this.#height; height++) this.settle(height)
  }

  /** Brings values below `height` home that `is` holds for, without coming between the top and the step that made it. */
  settleWhere(height: number, is: (entry: Entry) => boolean): void {
    const found = [...this.#away].flatMap(([at, entry]) => (at < height && is(entry) ? [at] : []))
    if (found.length === 0) return
    const emit = () => {
      for (const at of found) this.settle(at)
    }
    if (this.#height > height && this.#producer()) this.#code.beforeLast(emit)
    else emit()
  }

  /** Before control splits or joins: all but the top `count` are constants or at home. */
  settleBelow(count: number): void {
    this.settleWhere(this.#height - count, ({ operand, pending }) => pending !== 0 || !isConstant(operand))
  }

  /** Before `place` is written: values below `height` that lie there go home. */
  saveFrom(place: Place, height: number): void {
    this.settleWhere(height, ({ operand }) => samePlace(place, operand))
  }

  /** Before code that may write any global. */
  saveGlobals(height: number): void {
    this.settleWhere(height, ({ operand }) => !isConstant(operand) && operand.global)
  }

  /** Takes the top value to `place`; with `keep`, it stays on the stack. */
  moveTo(place: Place, keep: boolean): void {
    const { top } = this
    this.saveFrom(place, this.#height - 1)
    const last = top.pending ? undefined : this.#producer()
    if (last) this.#code.redirect(last, place)
    else this.#code.assign(place, top)
    // what it was is as good as what it is now, unless that was just moved or computed
    if (keep && !last && !top.pending) return
    this.drop(1)
    if (keep) this.push(place)
  }

  /** Negation of an i32: an operation that whoever uses the value may do without. */
  negate(): void {
    const height = this.#height - 1
    const { operand, pending } = this.top
    // i32.eqz looks at the lower half only: what wraps is not needed before it
    const negated = pending === Wasm.I32Eqz ? this.settle(height) : operand
    this.#put(height, { operand: negated, pending: Wasm.I32Eqz })
  }

  wrap(): void {
    const height = this.#height - 1
    const { operand, pending } = this.top
    if (pending) return
    if (isConstant(operand)) this.#put(height, plain(constant(BigInt.asUintN(32, operand.k))))
    else this.#put(height, { operand, pending: Wasm.I32WrapI64 })
  }

  #put(height: number, entry: Entry): void {
    this.#away.set(height, entry)
    if (!this.#fold || this.#away.size > MOST_AWAY) this.settle(height)
  }

  /** The instruction that made the top value, if it was the last one. */
  #producer() {
    const home = this.home(this.#height - 1)
    return samePlace(home, this.top.operand) ? this.#code.writerOf(home) : undefined
  }
}
