import { ModuleError } from '@lambda-bourse/runtime'
import { Flag, instruction, Op, RESULTS } from '../isa.ts'
import type { Body } from './body.ts'
import type { Label } from './code.ts'
import type { WasmInstruction } from './instructions.ts'
import { meet, type Written } from './locals.ts'
import { isI32, Wasm } from './opcodes.ts'
import { type Entry, fields, global, isConstant } from './operands.ts'
import type { SavedStack } from './stack.ts'

/** More than any module has that a worker accepts: metering adds a few to what is written. */
const MOST_NESTING = 8_192

type Kind = 'function' | 'block' | 'loop' | 'if' | 'else'

interface Frame {
  kind: Kind
  /** Of the operand stack, below the parameters. */
  height: number
  parameters: number
  results: number
  /** Where a branch to it goes. */
  label: Label
  /** Of an if: where its condition does not hold. */
  otherwise: Label | undefined
  /** Whether control came in, and with what. */
  live: boolean
  entries: SavedStack
  written: Written
  /** Whether control comes to the end by a branch, and what locals are surely written then. */
  reached: boolean
  writtenAtEnd: Written | undefined
}

/** Blocks, branches and returns of one function. */
export class Control {
  readonly #body: Body
  readonly #frames: Frame[] = []

  constructor(body: Body) {
    this.#body = body
    this.#enter('function', 0, body.results)
  }

  /** Whether the function's last `end` was read. */
  get done(): boolean {
    return this.#frames.length === 0
  }

  // ---------------------------------------------------------------- blocks

  block({ parameters, results }: WasmInstruction): void {
    if (this.#body.live) this.#body.stack.settleBelow(0)
    this.#enter('block', parameters, results)
  }

  loop({ parameters, results }: WasmInstruction): void {
    const { live, stack, code } = this.#body
    if (live) {
      stack.settleBelow(0)
      stack.settleTop(parameters)
    }
    code.bind(this.#enter('loop', parameters, results).label)
  }

  if({ parameters, results }: WasmInstruction): void {
    const { live, code } = this.#body
    const otherwise = code.label()
    if (live) {
      this.#settleUnderCondition(parameters)
      this.#branchOnTop(otherwise, false)
    }
    this.#enter('if', parameters, results).otherwise = otherwise
  }

  else(): void {
    const frame = this.#top
    const { stack, code, locals } = this.#body
    if (this.#body.live) {
      stack.settleTop(frame.results)
      this.#reach(frame)
      code.jump(frame.label)
    }
    frame.kind = 'else'
    this.#body.live = frame.live
    code.bind(frame.otherwise as Label)
    stack.restore(frame.entries)
    locals.written = frame.written
  }

  end(): void {
    const frame = this.#top
    const { stack, code, locals, live } = this.#body
    if (frame.kind === 'function') {
      this.#endFunction(frame)
      return
    }
    if (live) stack.settleTop(frame.results)
    if (frame.kind === 'if') {
      // no else: parameters are the results, and at home
      code.bind(frame.otherwise as Label)
      if (frame.live) this.#meetAtEnd(frame, frame.written)
    }
    if (frame.kind === 'loop') {
      this.#frames.pop()
      return
    }
    if (live) this.#meetAtEnd(frame, locals.written)
    if (frame.reached || frame.kind !== 'block') code.bind(frame.label)
    this.#frames.pop()
    this.#body.live = frame.reached
    if (!frame.reached) return
    stack.reset(frame.entries, frame.height, frame.results)
    locals.written = frame.writtenAtEnd as Written
  }

  #endFunction(frame: Frame): void {
    const { code, live } = this.#body
    if (live) this.#return()
    if (frame.reached) {
      code.bind(frame.label)
      code.emit(Op.Return)
    }
    this.#frames.pop()
  }

  #enter(kind: Kind, parameters: number, results: number): Frame {
    if (this.#frames.length > MOST_NESTING)
      throw new ModuleError('limit', `blocks are nested more than ${MOST_NESTING} deep`)
    const { stack, code, live, locals } = this.#body
    const frame: Frame = {
      kind,
      height: live ? stack.height - parameters : 0,
      parameters,
      results,
      label: code.label(),
      otherwise: undefined,
      live,
      entries: stack.save(),
      written: locals.written.slice(),
      reached: false,
      writtenAtEnd: undefined,
    }
    this.#frames.push(frame)
    return frame
  }

  get #top(): Frame {
    return this.#frames.at(-1) as Frame
  }

  // ---------------------------------------------------------------- branches

  branch(depth: number): void {
    this.#goTo(this.#frame(depth))
    this.#body.live = false
  }

  branchIf(depth: number): void {
    const { code, stack } = this.#body
    const frame = this.#frame(depth)
    if (!this.#needsMoves(frame, stack.height - 1)) {
      this.#reach(frame)
      this.#branchOnTop(frame.label, true)
      return
    }
    const over = code.label()
    this.#branchOnTop(over, false)
    const entries = stack.save()
    this.#goTo(frame)
    stack.restore(entries)
    code.bind(over)
  }

  branchTable({ labels }: WasmInstruction): void {
    const { code, stack } = this.#body
    const index = stack.operand(stack.height - 1, true)
    stack.drop(1)
    code.emit(Op.BranchTable, { ...fields(index, undefined), imm: BigInt(labels.length - 1) })
    const stubs = new Map<number, Label>()
    for (const depth of labels) {
      const frame = this.#frame(depth)
      if (this.#isOneStep(frame)) this.#goTo(frame)
      else {
        const stub = stubs.get(depth) ?? code.label()
        stubs.set(depth, stub)
        code.jump(stub)
      }
    }
    for (const [depth, stub] of stubs) {
      code.bind(stub)
      const entries = stack.save()
      this.#goTo(this.#frame(depth))
      stack.restore(entries)
    }
    this.#body.live = false
  }

  return(): void {
    this.#return()
    this.#body.live = false
  }

  #frame(depth: number): Frame {
    return this.#frames.at(-1 - depth) as Frame
  }

  /** Values that a branch to it takes along. */
  #arity({ kind, parameters, results }: Frame): number {
    return kind === 'loop' ? parameters : results
  }

  /** Whether values have to move on the way there, when the stack is this high. */
  #needsMoves(frame: Frame, height: number): boolean {
    const arity = this.#arity(frame)
    if (frame.kind === 'function') return arity > 0
    const { stack } = this.#body
    for (let i = 0; i < arity; i++) {
      const { operand, pending } = stack.entry(height - arity + i)
      const to = stack.home(frame.height + i)
      if (pending || isConstant(operand) || operand.global || operand.slot !== to.slot) return true
    }
    return false
  }

  #isOneStep(frame: Frame): boolean {
    const { stack, results } = this.#body
    if (frame.kind !== 'function') return !this.#needsMoves(frame, stack.height)
    return results === 0 || (results === 1 && stack.top.pending === 0)
  }

  #goTo(frame: Frame): void {
    const { code, stack } = this.#body
    if (frame.kind === 'function') {
      this.#return()
      return
    }
    const arity = this.#arity(frame)
    const from = stack.height - arity
    // upwards: a home is read before something from above is moved to it
    for (let i = 0; i < arity; i++) code.assign(stack.home(frame.height + i), stack.entry(from + i))
    this.#reach(frame)
    code.jump(frame.label)
  }

  /** Notes that control comes to the frame's label. */
  #reach(frame: Frame): void {
    if (frame.kind !== 'loop') this.#meetAtEnd(frame, this.#body.locals.written)
  }

  #meetAtEnd(frame: Frame, written: Written): void {
    frame.reached = true
    frame.writtenAtEnd = meet(frame.writtenAtEnd, written)
  }

  /** The first result goes to where the first argument was, the others to slots 0 to 15. */
  #return(): void {
    const { code, stack, parameters, results } = this.#body
    if (results === 0) {
      code.emit(Op.Return)
      return
    }
    const first = stack.height - results
    if (results > 1) {
      const inResults = ({ operand }: Entry) => !isConstant(operand) && operand.global && operand.slot < RESULTS
      stack.settleWhere(stack.height, inResults)
      for (let i = 1; i < results; i++) code.assign(global(i - 1), stack.entry(first + i))
    }
    const a = stack.operand(first, false)
    code.emit(Op.Return, { ...fields(a, undefined), d: -1 - parameters, imm: 1n })
  }

  // ---------------------------------------------------------------- conditions

  /** Before an if: what lies under its condition is the same on both ways. */
  #settleUnderCondition(parameters: number): void {
    const { stack } = this.#body
    const height = stack.height - 1
    stack.settleBelow(1)
    stack.settleWhere(height, ({ operand }) => isConstant(operand) && parameters > 0)
  }

  /** Takes the top value, and branches where it is not zero, or (`when` false) where it is. One step at most. */
  #branchOnTop(label: Label, when: boolean): void {
    const { stack, code } = this.#body
    const height = stack.height - 1
    const { operand, pending } = stack.top
    const negated = pending === Wasm.I32Eqz
    const flag = when !== negated ? Flag.BranchIf : Flag.BranchUnless
    const home = stack.home(height)
    const last = !isConstant(operand) && operand.slot === home.slot && !operand.global ? code.writerOf(home) : undefined
    stack.drop(1)
    if (last && isI32(last.op)) {
      code.fuse(last, flag, label)
      return
    }
    const opposite = flag === Flag.BranchIf ? Flag.BranchUnless : Flag.BranchIf
    const { flags = 0, ...rest } = fields(operand, undefined)
    code.emitTo(label, instruction(Wasm.I32Eqz, { ...rest, flags: flags | opposite }))
  }
}
