import { type FunctionCode, plain } from './code.ts'
import { Wasm } from './opcodes.ts'
import { constant, type Entry, isConstant, local, type Operand, type Place, samePlace } from './operands.ts'

/**
 * WebAssembly's operand stack while a function is lowered. Each height has a slot, its home; a value that is a constant, or
 * lies in a local or a global, stays there for as long as nothing writes it, and is moved home only where it must be.
 */
export class OperandStack {
  readonly #code: FunctionCode
  readonly #firstHome: number
  #entries: Entry[] = []

  constructor(code: FunctionCode, firstHome: number) {
    this.#code = code
    this.#firstHome = firstHome
  }

  get height(): number {
    return this.#entries.length
  }

  home(height: number): Place {
    return local(this.#firstHome + height)
  }

  push(operand: Operand): void {
    this.#entries.push(plain(operand))
  }

  /** For a result: the slot that it has to be written to. */
  pushHome(): Place {
    const home = this.home(this.height)
    this.push(home)
    return home
  }

  drop(count: number): void {
    this.#entries.length -= count
  }

  /** Forgets what is above `height` and has `count` values in their homes there. */
  reset(height: number, count: number): void {
    this.#entries.length = height
    for (let i = 0; i < count; i++) this.pushHome()
  }

  entry(height: number): Entry {
    return this.#entries[height] as Entry
  }

  get top(): Entry {
    return this.entry(this.height - 1)
  }

  /** To try something out: `restore` has the stack as it was. */
  save(): Entry[] {
    return this.#entries.slice()
  }

  restore(entries: Entry[]): void {
    this.#entries = entries.slice()
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
    this.#entries[height] = plain(home)
    return home
  }

  /** Brings the top `count` values home. */
  settleTop(count: number): void {
    for (let height = this.height - count; height < this.height; height++) this.settle(height)
  }

  /** Brings values below `height` home that `is` holds for, without coming between the top and the step that made it. */
  settleWhere(height: number, is: (entry: Entry) => boolean): void {
    const found: number[] = []
    for (let i = 0; i < height; i++) if (is(this.entry(i))) found.push(i)
    if (found.length === 0) return
    const emit = () => {
      for (const i of found) this.settle(i)
    }
    if (this.height > height && this.#producer()) this.#code.beforeLast(emit)
    else emit()
  }

  /** Before control splits or joins: all but the top `count` are constants or at home. */
  settleBelow(count: number): void {
    const height = this.height - count
    this.settleWhere(
      height,
      ({ operand, pending }) => pending !== 0 || (!isConstant(operand) && !this.#atHome(operand)),
    )
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
    this.saveFrom(place, this.height - 1)
    const { top } = this
    const last = top.pending ? undefined : this.#producer()
    if (last) this.#code.redirect(last, place)
    else this.#code.assign(place, top)
    this.drop(1)
    if (!keep) return
    // a constant or what lies elsewhere is as good where it is, unless that was just what moved
    if (last || top.pending || samePlace(place, top.operand)) this.push(place)
    else this.#entries.push(top)
  }

  /** Negation of an i32: an operation that whoever uses the value may do without. */
  negate(): void {
    const height = this.height - 1
    const { operand, pending } = this.top
    // i32.eqz looks at the lower half only: what wraps is not needed before it
    const operandOfEqz = pending === Wasm.I32Eqz ? this.settle(height) : operand
    this.#entries[height] = { operand: operandOfEqz, pending: Wasm.I32Eqz }
  }

  wrap(): void {
    const height = this.height - 1
    const { operand, pending } = this.top
    if (pending) return
    if (isConstant(operand)) this.#entries[height] = plain(constant(BigInt.asUintN(32, operand.k)))
    else this.#entries[height] = { operand, pending: Wasm.I32WrapI64 }
  }

  /** The instruction that made the top value, if it was the last one. */
  #producer() {
    const home = this.home(this.height - 1)
    return samePlace(home, this.top.operand) ? this.#code.writerOf(home) : undefined
  }

  #atHome(operand: Place): boolean {
    return !operand.global && operand.slot >= this.#firstHome
  }
}
