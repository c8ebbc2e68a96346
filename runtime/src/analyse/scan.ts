import { EMPTY_BLOCK, Op, OpClass, opClass, PrefixedOp } from '../decode/opcodes.ts'
import type { FunctionBody, ModuleLayout } from '../decode/types.ts'
import { ModuleError } from '../errors.ts'
import { forbiddenOpcode, isAllowedPrefixed } from '../validate/opcodes.ts'
import { BULK_SHIFT, PROVABLE_ENTRIES_SHIFT, PROVABLE_LOCALS_SHIFT } from './costs.ts'
import { COST_SHIFT, EXACT, effects, HEIGHT_SHIFT, LENGTH_MASK, STOP, UNCOMMON } from './effects.ts'
import { Frame, FrameKind, Frames } from './frames.ts'
import { isNaN32, isNaN64 } from './nan.ts'
import { EventKind, type FunctionPlan, type ModulePlan, Segment, Table } from './plan.ts'

const NO_SEGMENT = -1

/** Reads every function once: checks it against the allow-list and plans what to insert where. */
export function scanModule(layout: ModuleLayout, provable = false): ModulePlan {
  // A first guess at the rows, so that tables seldom have to grow.
  const rows = 256 + (layout.bytes.length >> 4)
  const plan: ModulePlan = {
    layout,
    provable,
    functions: [],
    segments: new Table(rows),
    events: new Table(rows),
    calls: new Table(rows),
    pinned: new Uint8Array(layout.imports.length + layout.functions.length),
    changesTables: false,
  }
  for (const index of layout.elementFunctions) plan.pinned[index] = 1
  if (layout.start !== undefined) plan.pinned[layout.start] = 1
  const scanner = new FunctionScanner(plan)
  for (let i = 0; i < layout.bodies.length; i++) plan.functions.push(scanner.scan(i))
  return plan
}

/**
 * Scans one function at a time. The module is known to be valid, so operand types need no checking; the height of the
 * operand stack is followed where code is live, and known again at the end of each block.
 */
class FunctionScanner {
  readonly #plan: ModulePlan
  readonly #layout: ModuleLayout
  readonly #bytes: Uint8Array
  readonly #frames = new Frames()
  /** Signatures by function index, imports first. */
  readonly #signatures: Uint32Array

  #offset = 0
  /** The running segment; NO_SEGMENT in dead code. */
  #segment = NO_SEGMENT
  #loopDepth = 0
  #height = 0
  #function!: FunctionPlan

  constructor(plan: ModulePlan) {
    this.#plan = plan
    this.#layout = plan.layout
    this.#bytes = plan.layout.bytes
    this.#signatures = new Uint32Array([...plan.layout.imports.map((i) => i.type), ...plan.layout.functions])
  }

  scan(index: number): FunctionPlan {
    const body = this.#layout.bodies[index] as FunctionBody
    const type = this.#layout.types[body.type]
    if (!type) throw new ModuleError('invalid', `type ${body.type} does not exist`, body.localsStart)
    const plan = this.#plan
    const parameters = type.parameters.length
    this.#function = {
      index,
      parameters,
      results: type.results.length,
      locals: parameters + body.locals,
      height: 0,
      firstSegment: plan.segments.rows,
      endSegment: 0,
      firstEvent: plan.events.rows,
      endEvent: 0,
      firstCall: plan.calls.rows,
      endCall: 0,
      hasLoop: false,
      callsIndirectly: false,
      hasVariableCost: false,
      growsMemory: false,
      growsTable: false,
      canonicalisesF32: false,
      canonicalisesF64: false,
      freeCost: -1,
      freeSlots: 0,
    }
    this.#offset = body.code.start
    this.#height = 0
    this.#loopDepth = 0
    this.#frames.depth = 0
    this.#frames.push(FrameKind.Function, NO_SEGMENT, 0, 0, type.results.length, this.#offset)
    this.#openHead()
    // locals are zeroed one by one at each call: a step each, of which `call` pays for the first
    if (plan.provable) plan.segments.add(this.#segment, Segment.Cost, body.locals >> PROVABLE_LOCALS_SHIFT)
    this.#instructions(body.code.end)
    this.#function.endSegment = plan.segments.rows
    this.#function.endEvent = plan.events.rows
    this.#function.endCall = plan.calls.rows
    return this.#function
  }

  /** The hot loop, one turn per instruction, so its state is in locals (bench: coldStartMs). */
  #instructions(end: number): void {
    const bytes = this.#bytes
    const table = effects
    // The last instruction is the function's `end`, so that each before it has a byte after it.
    const last = end - 1
    let offset = this.#offset
    let cost = 0
    let height = this.#height
    let highest = height
    let effect = 0
    while (offset < last) {
      const at = offset++
      const op = bytes[at] as number
      const before = effect
      effect = table[op] as number
      cost += (effect >> COST_SHIFT) & 0xff
      height += effect >> HEIGHT_SHIFT
      if (height > highest) highest = height
      const next = offset + (effect & LENGTH_MASK)
      const immediates = ((bytes[offset] as number) << 8) | (bytes[next - 1] as number)
      if (((immediates | STOP) & effect & UNCOMMON) === 0) {
        offset = next
        continue
      }
      this.#offset = offset
      if ((effect & STOP) === 0) {
        this.#longImmediate(at)
        offset = this.#offset
        continue
      }
      this.#settle(cost, height, highest)
      effect = this.#special(op, at, before & EXACT)
      offset = this.#offset
      cost = 0
      height = highest = this.#height
    }
    this.#settle(cost, height, highest)
  }

  /** Enters what a run of instructions cost and how high the stack got, unless they are dead code. */
  #settle(cost: number, height: number, highest: number): void {
    if (this.#segment < 0) return
    this.#plan.segments.add(this.#segment, Segment.Cost, cost)
    this.#height = height
    if (highest > this.#function.height) this.#function.height = highest
  }

  /** Instructions with a case of their own. Answers `EXACT` when the result is a float whose bits are exact. */
  #special(op: number, at: number, exact: number): number {
    switch (op) {
      case Op.Block:
      case Op.Loop:
      case Op.If:
        this.#openBlock(op)
        return 0
      case Op.Else:
        this.#else()
        return 0
      case Op.End:
        this.#end()
        return 0
      case Op.Br:
        this.#branch(this.#u32())
        this.#segment = NO_SEGMENT
        return 0
      case Op.BrIf:
        this.#branch(this.#u32())
        if (this.#segment >= 0) this.#openSegment(this.#segment)
        return 0
      case Op.BrTable:
        for (let count = this.#u32(); count >= 0; count--) this.#branch(this.#u32())
        this.#segment = NO_SEGMENT
        return 0
      case Op.Unreachable:
        this.#event(at, EventKind.Unreachable, 0)
        this.#segment = NO_SEGMENT
        return 0
      case Op.Return:
        this.#event(at, EventKind.Return, 0)
        this.#segment = NO_SEGMENT
        return 0
      case Op.Call:
        this.#call(at)
        return 0
      case Op.CallIndirect:
        this.#callIndirect(at)
        return 0
      case Op.F32Store:
      case Op.I32ReinterpretF32:
      case Op.F32Copysign:
        if (!exact && !this.#plan.provable) this.#canonicaliseF32(at)
        if (op === Op.F32Store) this.#memoryImmediate(at)
        return 0
      case Op.F64Store:
      case Op.I64ReinterpretF64:
      case Op.F64Copysign:
        if (!exact && !this.#plan.provable) this.#canonicaliseF64(at)
        if (op === Op.F64Store) this.#memoryImmediate(at)
        return 0
      case Op.F32Const:
        this.#offset += 4
        return isNaN32(this.#bytes, at + 1) ? 0 : EXACT
      case Op.F64Const:
        this.#offset += 8
        return isNaN64(this.#bytes, at + 1) ? 0 : EXACT
      case Op.MemoryGrow:
        this.#memoryIndex()
        this.#grow(at, EventKind.BeforeMemoryGrow, EventKind.AfterMemoryGrow, 0)
        this.#function.growsMemory = true
        return 0
      case Op.SelectTyped:
        this.#offset += this.#u32()
        return 0
      case Op.TableSet:
        this.#skipLeb()
        this.#plan.changesTables = true
        return 0
      case Op.RefFunc:
        this.#plan.pinned[this.#u32()] = 1
        return 0
      case Op.Prefixed:
        this.#prefixed(at)
        return 0
      default:
        throw forbiddenOpcode(op, at, op >= Op.FirstPrefix ? this.#u32() : undefined)
    }
  }

  #prefixed(at: number): void {
    const sub = this.#u32()
    if (!isAllowedPrefixed(sub)) throw forbiddenOpcode(Op.Prefixed, at, sub)
    if (sub <= PrefixedOp.I64TruncSatF64U) return
    const tables = sub >= PrefixedOp.TableInit && sub !== PrefixedOp.TableSize
    if (tables || sub === PrefixedOp.DataDrop) this.#plan.changesTables = true
    if (sub === PrefixedOp.TableGrow) {
      this.#adjustHeight(-1)
      this.#grow(at, EventKind.BeforeTableGrow, EventKind.AfterTableGrow, this.#u32())
      this.#function.growsTable = true
      return
    }
    this.#prefixedImmediates(sub)
    if (sub === PrefixedOp.TableSize) this.#adjustHeight(1)
    else if (sub !== PrefixedOp.DataDrop && sub !== PrefixedOp.ElemDrop) {
      this.#adjustHeight(-3)
      this.#function.hasVariableCost = true
      this.#event(at, EventKind.Bulk, tables && this.#plan.provable ? PROVABLE_ENTRIES_SHIFT : BULK_SHIFT)
    }
  }

  #prefixedImmediates(sub: number): void {
    switch (sub) {
      case PrefixedOp.MemoryInit:
        this.#skipLeb()
        this.#memoryIndex()
        break
      case PrefixedOp.MemoryCopy:
        this.#memoryIndex()
        this.#memoryIndex()
        break
      case PrefixedOp.MemoryFill:
        this.#memoryIndex()
        break
      case PrefixedOp.TableInit:
      case PrefixedOp.TableCopy:
        this.#skipLeb()
        this.#skipLeb()
        break
      default:
        this.#skipLeb()
    }
  }

  #openBlock(op: number): void {
    const offset = this.#offset
    const first = this.#bytes[offset] as number
    let parameters = 0
    let results = 0
    if (first >= EMPTY_BLOCK && first < 0x80) {
      this.#offset++
      results = first === EMPTY_BLOCK ? 0 : 1
    } else {
      const type = this.#layout.types[this.#u32()]
      if (!type) throw new ModuleError('unsupported', 'block type', offset)
      parameters = type.parameters.length
      results = type.results.length
    }
    const kind = op === Op.Block ? FrameKind.Block : op === Op.Loop ? FrameKind.Loop : FrameKind.If
    this.#frames.push(kind, this.#segment, this.#height, parameters, results, offset)
    if (kind === FrameKind.Loop) {
      this.#loopDepth++
      this.#function.hasLoop = true
      if (this.#segment >= 0) this.#openHead()
    } else if (kind === FrameKind.If && this.#segment >= 0) {
      this.#openSegment(this.#segment)
    }
  }

  #else(): void {
    const frames = this.#frames
    const top = frames.depth - 1
    frames.set(top, Frame.Kind, FrameKind.Else)
    if (this.#segment >= 0) frames.set(top, Frame.Targeted, 1)
    this.#height = frames.at(top, Frame.ElseHeight)
    this.#resume(frames.at(top, Frame.Segment))
  }

  #end(): void {
    const frames = this.#frames
    const top = --frames.depth
    const live = this.#segment >= 0
    this.#height = frames.at(top, Frame.EndHeight)
    if (this.#continues(frames.at(top, Frame.Kind), live, frames.at(top, Frame.Targeted) === 1)) {
      this.#resume(frames.at(top, Frame.Segment))
    }
  }

  /** Whether another segment begins where a frame ends. */
  #continues(kind: number, live: boolean, targeted: boolean): boolean {
    switch (kind) {
      case FrameKind.Loop:
        this.#loopDepth--
        return live
      case FrameKind.If:
        return true
      case FrameKind.Else:
        return live || targeted
      case FrameKind.Block:
        return targeted
      default:
        return false
    }
  }

  /** Code after a block runs at most once each time the code before it does, so that is its dominator. */
  #resume(before: number): void {
    if (before >= 0) this.#openSegment(before)
    else this.#segment = NO_SEGMENT
  }

  #branch(label: number): void {
    if (this.#segment >= 0) this.#frames.target(label)
  }

  #call(at: number): void {
    const callee = this.#u32()
    const signature = this.#layout.types[this.#signatures[callee] as number]
    if (!signature) throw new ModuleError('invalid', `function ${callee} does not exist`, at)
    this.#adjustHeight(signature.results.length - signature.parameters.length)
    this.#callEvents(at, callee)
  }

  #callIndirect(at: number): void {
    const signature = this.#layout.types[this.#u32()]
    if (!signature) throw new ModuleError('invalid', 'type of an indirect call does not exist', at)
    this.#skipLeb()
    this.#adjustHeight(signature.results.length - signature.parameters.length)
    this.#function.callsIndirectly = true
    this.#callEvents(at, -1)
  }

  #callEvents(at: number, callee: number): void {
    if (this.#segment < 0) return
    this.#plan.calls.push(callee, this.#segment, 0, 0)
    this.#event(at, EventKind.BeforeCall, callee)
    this.#event(this.#offset, EventKind.AfterCall, callee)
  }

  #grow(at: number, before: number, after: number, table: number): void {
    this.#function.hasVariableCost = true
    this.#event(at, before, table)
    this.#event(this.#offset, after, table)
  }

  #canonicaliseF32(at: number): void {
    this.#function.canonicalisesF32 = true
    this.#event(at, EventKind.CanonicalF32, 0)
  }

  #canonicaliseF64(at: number): void {
    this.#function.canonicalisesF64 = true
    this.#event(at, EventKind.CanonicalF64, 0)
  }

  #openHead(): void {
    this.#open(EventKind.Head, NO_SEGMENT)
  }

  #openSegment(dominator: number): void {
    this.#open(EventKind.Charge, dominator)
  }

  #open(kind: number, dominator: number): void {
    this.#segment = this.#plan.segments.push(0, dominator, this.#loopDepth, 0)
    this.#event(this.#offset, kind, this.#segment)
  }

  /** Notes an event, unless the code is dead. */
  #event(position: number, kind: number, argument: number): void {
    if (this.#segment >= 0) this.#plan.events.push(position, kind, argument, this.#frames.depth)
  }

  #adjustHeight(change: number): void {
    if (this.#segment < 0) return
    this.#height += change
    if (this.#height > this.#function.height) this.#function.height = this.#height
  }

  /** One LEB128 or a memory immediate, of any length. */
  #longImmediate(at: number): void {
    if (opClass[this.#bytes[at] as number] === OpClass.Memory) this.#memoryImmediate(at)
    else this.#skipLeb()
  }

  #memoryImmediate(at: number): void {
    if ((this.#bytes[this.#offset] as number) >= 0x40) {
      if (!this.#plan.provable) throw new ModuleError('unsupported', 'multi-memory access', at)
      this.#skipLeb()
    }
    this.#skipLeb()
    this.#skipLeb()
  }

  #memoryIndex(): void {
    const index = this.#bytes[this.#offset++] as number
    if (index > (this.#plan.provable ? 1 : 0)) throw new ModuleError('unsupported', 'memory index', this.#offset - 1)
  }

  #skipLeb(): void {
    const bytes = this.#bytes
    let offset = this.#offset
    while ((bytes[offset++] as number) >= 0x80);
    this.#offset = offset
  }

  #u32(): number {
    const bytes = this.#bytes
    let byte = bytes[this.#offset++] as number
    if (byte < 0x80) return byte
    let result = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[this.#offset++] as number
      result |= (byte & 0x7f) << shift
    }
    return result >>> 0
  }
}
