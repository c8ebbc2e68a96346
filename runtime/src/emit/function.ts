import { type Charges, freeCallee, settleCharges } from '../analyse/charges.ts'
import { FUEL_PER_ELEMENT, FUEL_PER_PAGE, PROVABLE_UNCHECKED_FUEL } from '../analyse/costs.ts'
import { Event, EventKind, type FunctionPlan, type ModulePlan, Segment } from '../analyse/plan.ts'
import { ENTRY_MASK, ENTRY_OK, FUEL_SHIFT, HOST_OUT_OF_MEMORY } from '../counter.ts'
import { EMPTY_BLOCK, Op, PrefixedOp } from '../decode/opcodes.ts'
import { type FunctionBody, type FunctionType, ValueType } from '../decode/types.ts'
import { Writer } from './writer.ts'

const CANONICAL_NAN_32 = [0x00, 0x00, 0xc0, 0x7f] as const
const CANONICAL_NAN_64 = [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f] as const
const MAX_PAGES = 65_536

/** Is the counter on top of the stack negative? */
const IS_NEGATIVE = Uint8Array.of(Op.I64Const, 0, Op.I64LtS)

/** Leaves to $exhausted, one label out, unless the counter on top of the stack has fuel and slots left. */
const ENTRY_CHECK = entryCheck()

function entryCheck(): Uint8Array {
  const out = new Writer(32)
  out.byte(Op.I64Const)
  out.s64(ENTRY_MASK)
  out.put(Op.I64And, Op.I64Const)
  out.s64(ENTRY_OK)
  out.put(Op.I64Ne, Op.BrIf, 1)
  return out.bytes
}

/** What is the same for all functions of a module. */
export interface EmitContext {
  plan: ModulePlan
  /** Index of the injected counter. */
  counter: number
  /** Largest memory in pages and tables in elements, as emitted. */
  memoryMax: number
  tableMax: readonly number[]
  /** Index of the type with no parameters and the results of `type`, of which there are several. */
  resultType(type: FunctionType): number
  cacheFuel: boolean
}

/**
 * Writes one function's code with metering inserted:
 *
 *   block $exhausted
 *     block $body (result ...)
 *       the original code; checks leave to $exhausted, `return` to $body
 *     end
 *     give back the frame's stack slots; return
 *   end
 *   write the counter back; unreachable
 *
 * A free function keeps its code as it is, but for NaNs. Answers whether the counter is kept in a local.
 */
export function emitFunction(writer: Writer, context: EmitContext, fn: FunctionPlan): boolean {
  const emitter = new FunctionEmitter(writer, context, fn)
  const start = writer.startBlock()
  emitter.emit()
  writer.endBlock(start)
  return emitter.cachesFuel
}

class FunctionEmitter {
  readonly #out: Writer
  readonly #context: EmitContext
  readonly #fn: FunctionPlan
  readonly #body: FunctionBody
  readonly #type: FunctionType
  readonly #metered: boolean
  readonly #charges: Charges
  /** Fuel of all charges that nothing checked; followed in provable programs only. */
  #unchecked = 0
  /** Injected locals: the counter, an operand and a result of grow instructions, a float of each width. */
  #fuel = 0
  #operand = 0
  #result = 0
  #float32 = 0
  #float64 = 0

  constructor(out: Writer, context: EmitContext, fn: FunctionPlan) {
    const layout = context.plan.layout
    this.#out = out
    this.#context = context
    this.#fn = fn
    this.#body = layout.bodies[fn.index] as FunctionBody
    this.#type = layout.types[this.#body.type] as FunctionType
    this.#metered = fn.freeCost < 0
    this.#charges = this.#metered ? settleCharges(context.plan, fn, context.cacheFuel) : { frame: 0, cached: false }
  }

  get cachesFuel(): boolean {
    return this.#charges.cached
  }

  emit(): void {
    this.#declareLocals()
    if (this.#metered) this.#openBlocks()
    this.#copyWithEvents()
    if (this.#metered) this.#closeBlocks()
    this.#out.byte(Op.End)
  }

  #declareLocals(): void {
    const { hasVariableCost, canonicalisesF32, canonicalisesF64 } = this.#fn
    const added: number[] = []
    const add = (type: number): number => this.#fn.locals + added.push(type) - 1
    if (this.#metered) this.#fuel = add(ValueType.I64)
    if (hasVariableCost) {
      this.#operand = add(ValueType.I32)
      this.#result = add(ValueType.I32)
    }
    if (canonicalisesF32) this.#float32 = add(ValueType.F32)
    if (canonicalisesF64) this.#float64 = add(ValueType.F64)
    this.#out.u32(this.#body.localGroups + added.length)
    this.#out.copy(this.#context.plan.layout.bytes, this.#body.localsStart, this.#body.code.start)
    for (const type of added) this.#out.put(1, type)
  }

  #openBlocks(): void {
    const { results } = this.#type
    this.#out.put(Op.Block, EMPTY_BLOCK, Op.Block)
    if (results.length === 0) this.#out.byte(EMPTY_BLOCK)
    else if (results.length === 1) this.#out.byte(results[0] as number)
    else this.#out.positive(this.#context.resultType(this.#type))
  }

  #closeBlocks(): void {
    const { frame, cached } = this.#charges
    this.#out.byte(Op.End)
    if (cached || frame > 0 || this.#unchecked > 0) {
      this.#readCounter()
      if (frame > 0) {
        this.#out.byte(Op.I64Const)
        this.#out.positive(frame)
        this.#out.byte(Op.I64Add)
      }
      if (this.#unchecked > 0) this.#teeLocal(this.#fuel)
      this.#setGlobal()
      if (this.#unchecked > 0) {
        this.#getLocal(this.#fuel)
        this.#leaveIfNegative(0)
      }
    }
    this.#out.put(Op.Return, Op.End)
    this.#getLocal(this.#fuel)
    this.#setGlobal()
    this.#out.byte(Op.Unreachable)
  }

  #copyWithEvents(): void {
    const { events, segments, layout } = this.#context.plan
    const { bytes } = layout
    const { start, end } = this.#body.code
    let copied = start
    for (let row = this.#fn.firstEvent; row < this.#fn.endEvent; row++) {
      const kind = events.at(row, Event.Kind)
      const argument = events.at(row, Event.Argument)
      // Segments that are charged elsewhere are the most frequent event, and nothing to do.
      if (kind === EventKind.Charge && segments.at(argument, Segment.Cost) === 0) continue
      const at = events.at(row, Event.Position)
      const nesting = events.at(row, Event.Nesting)
      if (at > copied) {
        this.#out.copy(bytes, copied, at)
        copied = at
      }
      if (kind === EventKind.Return) {
        if (!this.#metered) continue
        this.#out.byte(Op.Br)
        this.#out.u32(nesting - 1)
        copied = at + 1
      } else {
        this.#event(kind, argument, nesting, row === this.#fn.firstEvent)
      }
    }
    this.#out.copy(bytes, copied, end - 1)
  }

  /** `exhausted` is the label that leaves to $exhausted from here. */
  #event(kind: number, argument: number, exhausted: number, first: boolean): void {
    if (kind === EventKind.CanonicalF32) this.#canonicalise32()
    else if (kind === EventKind.CanonicalF64) this.#canonicalise64()
    else if (this.#metered) this.#meter(kind, argument, exhausted, first)
  }

  #meter(kind: number, argument: number, exhausted: number, first: boolean): void {
    const { memoryMax, tableMax, plan } = this.#context
    switch (kind) {
      case EventKind.Head:
        if (first) this.#enter(plan.segments.at(argument, Segment.Cost))
        else this.#charge(Math.max(1, plan.segments.at(argument, Segment.Cost)), exhausted)
        return
      case EventKind.Charge:
        this.#chargeSegment(plan.segments.at(argument, Segment.Cost), exhausted)
        return
      case EventKind.BeforeCall:
        if (this.#charges.cached && !freeCallee(plan, argument)) this.#writeBack()
        return
      case EventKind.AfterCall:
        if (this.#charges.cached && !freeCallee(plan, argument)) this.#readBack()
        return
      case EventKind.Unreachable:
        if (this.#charges.cached) this.#writeBack()
        return
      case EventKind.Bulk:
        this.#chargeOperand(exhausted, () => this.#bulkAmount(argument))
        return
      case EventKind.BeforeMemoryGrow:
        this.#chargeOperand(exhausted, () => this.#pagesAmount())
        return
      case EventKind.AfterMemoryGrow:
        this.#checkGrowth(memoryMax, () => this.#out.put(Op.MemorySize, 0))
        return
      case EventKind.BeforeTableGrow:
        this.#chargeOperand(exhausted, () => this.#elementsAmount())
        return
      case EventKind.AfterTableGrow:
        this.#checkGrowth(tableMax[argument] as number, () => {
          this.#out.put(Op.Prefixed, PrefixedOp.TableSize)
          this.#out.u32(argument)
        })
    }
  }

  /** Function entry: one subtraction takes fuel and stack slots, one comparison checks both. */
  #enter(cost: number): void {
    const { frame, cached } = this.#charges
    this.#getGlobal()
    this.#out.subtract(cost, frame)
    this.#teeLocal(this.#fuel)
    if (cached) this.#out.byte(Op.Drop)
    else this.#setGlobal()
    this.#getLocal(this.#fuel)
    if (frame === 0) {
      this.#leaveIfNegative(1)
    } else {
      this.#out.all(ENTRY_CHECK)
    }
  }

  /**
   * Between heads nothing has to be checked. In provable programs what is overdrawn has to stay small, whatever the way
   * through the function: beyond so much fuel each charge is checked, and the others at the function's end.
   */
  #chargeSegment(fuel: number, exhausted: number): void {
    if (!this.#context.plan.provable) this.#charge(fuel)
    else if (this.#unchecked + fuel > PROVABLE_UNCHECKED_FUEL) this.#charge(fuel, exhausted)
    else {
      this.#unchecked += fuel
      this.#charge(fuel)
    }
  }

  /** Charges a segment; with a label, checks what is left. */
  #charge(fuel: number, exhausted?: number): void {
    this.#readCounter()
    this.#out.subtract(fuel, 0)
    if (exhausted !== undefined) this.#checkCounter(exhausted)
    else if (this.#charges.cached) this.#setLocal(this.#fuel)
    else this.#setGlobal()
  }

  /** Charges by the operand on top of the stack, which stays there; `amount` puts the charge on the stack. */
  #chargeOperand(exhausted: number, amount: () => void): void {
    this.#teeLocal(this.#operand)
    this.#readCounter()
    amount()
    this.#out.byte(Op.I64Sub)
    this.#checkCounter(exhausted)
  }

  /** Stores the counter that is on top of the stack, and leaves when its fuel is negative. */
  #checkCounter(exhausted: number): void {
    this.#teeLocal(this.#fuel)
    if (!this.#charges.cached) {
      this.#setGlobal()
      this.#getLocal(this.#fuel)
    }
    this.#leaveIfNegative(exhausted)
  }

  #leaveIfNegative(exhausted: number): void {
    this.#out.all(IS_NEGATIVE)
    this.#out.instruction(Op.BrIf, exhausted)
  }

  #bulkAmount(shift: number): void {
    this.#getLocal(this.#operand)
    this.#out.put(Op.I64ExtendI32U, Op.I64Const, shift, Op.I64ShrU, Op.I64Const, FUEL_SHIFT, Op.I64Shl)
  }

  #elementsAmount(): void {
    this.#getLocal(this.#operand)
    this.#out.put(Op.I64ExtendI32U, Op.I64Const)
    this.#out.positive(FUEL_PER_ELEMENT * 2 ** FUEL_SHIFT)
    this.#out.byte(Op.I64Mul)
  }

  /** Pages beyond any memory cost no more: the product has to fit the counter. */
  #pagesAmount(): void {
    const pages = (): void => {
      this.#getLocal(this.#operand)
      this.#out.byte(Op.I32Const)
      this.#out.positive(MAX_PAGES)
    }
    pages()
    pages()
    this.#out.put(Op.I32LtU, Op.Select, Op.I64ExtendI32U, Op.I64Const)
    this.#out.positive(FUEL_PER_PAGE * 2 ** FUEL_SHIFT)
    this.#out.byte(Op.I64Mul)
  }

  /** A growth that the limits allow and the host refused is the host's failure, not a result. */
  #checkGrowth(max: number, size: () => void): void {
    const out = this.#out
    this.#teeLocal(this.#result)
    out.put(Op.I32Const, 0x7f, Op.I32Eq, Op.If, EMPTY_BLOCK)
    this.#getLocal(this.#operand)
    out.byte(Op.I32Const)
    out.positive(max)
    size()
    out.put(Op.I32Sub, Op.I32LeU, Op.If, EMPTY_BLOCK, Op.I64Const)
    out.s64(HOST_OUT_OF_MEMORY)
    this.#setGlobal()
    out.put(Op.Unreachable, Op.End, Op.End)
    this.#getLocal(this.#result)
  }

  #canonicalise32(): void {
    this.#teeLocal(this.#float32)
    this.#out.put(Op.F32Const, ...CANONICAL_NAN_32)
    this.#getLocal(this.#float32)
    this.#getLocal(this.#float32)
    this.#out.put(Op.F32Eq, Op.Select)
  }

  #canonicalise64(): void {
    this.#teeLocal(this.#float64)
    this.#out.put(Op.F64Const, ...CANONICAL_NAN_64)
    this.#getLocal(this.#float64)
    this.#getLocal(this.#float64)
    this.#out.put(Op.F64Eq, Op.Select)
  }

  #readCounter(): void {
    if (this.#charges.cached) this.#getLocal(this.#fuel)
    else this.#getGlobal()
  }

  #writeBack(): void {
    this.#getLocal(this.#fuel)
    this.#setGlobal()
  }

  #readBack(): void {
    this.#getGlobal()
    this.#setLocal(this.#fuel)
  }

  #getLocal(index: number): void {
    this.#out.instruction(Op.LocalGet, index)
  }

  #setLocal(index: number): void {
    this.#out.instruction(Op.LocalSet, index)
  }

  #teeLocal(index: number): void {
    this.#out.instruction(Op.LocalTee, index)
  }

  #getGlobal(): void {
    this.#out.instruction(Op.GlobalGet, this.#context.counter)
  }

  #setGlobal(): void {
    this.#out.instruction(Op.GlobalSet, this.#context.counter)
  }
}
