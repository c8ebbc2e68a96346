import { ModuleError } from '@lambda-bourse/runtime'
import { type FunctionBody, Reader, Op as WasmOp } from '@lambda-bourse/runtime/decode'
import { Op, RESULTS } from '../isa.ts'
import { Body } from './body.ts'
import { lowerBulk } from './bulk.ts'
import { lowerCall, lowerCallIndirect } from './calls.ts'
import type { FunctionCode } from './code.ts'
import type { Context } from './context.ts'
import { Control } from './control.ts'
import { InstructionReader, numeric, type WasmInstruction } from './instructions.ts'
import { lowerLoad, lowerMemoryGrow, lowerMemorySize, lowerStore } from './memory.ts'
import { asInteger, isBinary, isFloat, isInteger, isNarrow, Wasm } from './opcodes.ts'
import { constant, fields, isConstant, type Place } from './operands.ts'
import { TrapCode } from './traps.ts'

/** A lowered function, not yet linked, and the locals that are zero when it begins. */
export interface LoweredFunction {
  code: FunctionCode
  zeros: Place[]
}

export function lowerFunction(context: Context, body: FunctionBody): LoweredFunction {
  const { parameters, results } = context.module.types[body.type] as { parameters: Uint8Array; results: Uint8Array }
  if (results.length > RESULTS + 1) {
    const found = `a function of ${results.length} results, allowed are at most ${RESULTS + 1}`
    throw new ModuleError('unsupported', found, body.localsStart)
  }
  checkLocals(context, body)
  const lowered = new Body(parameters.length, results.length, body.locals, context.fold)
  const control = new Control(lowered)
  const reader = new Reader(context.module.bytes, body.code.start, body.code.end)
  const instructions = new InstructionReader(reader, context.module.types)
  while (!control.done) {
    const ins = instructions.next()
    context.statistics.wasm++
    lowerInstruction(context, lowered, control, ins)
  }
  return { code: lowered.code, zeros: lowered.locals.zeros() }
}

function checkLocals({ module }: Context, body: FunctionBody): void {
  const reader = new Reader(module.bytes, body.localsStart, body.code.end)
  for (let group = 0; group < body.localGroups; group++) {
    reader.u32()
    numeric(reader.byte(), reader.offset - 1)
  }
}

function lowerInstruction(context: Context, body: Body, control: Control, ins: WasmInstruction): void {
  if (isFloat(ins.op)) context.statistics.floats++
  if (lowerBlock(control, ins) || !body.live) return
  if (lowerBranch(control, body, ins)) return
  if (isFloat(ins.op)) trap(body, TrapCode.Float)
  else if (isInteger(ins.op)) lowerArithmetic(body, ins.op)
  else if (ins.op >= WasmOp.I32Load && ins.op < 0x36) lowerLoad(body, { ...ins, op: asInteger(ins.op) })
  else if (ins.op >= 0x36 && ins.op <= WasmOp.I64Store32) lowerStore(body, { ...ins, op: asInteger(ins.op) })
  else if (ins.op >= Wasm.MemoryInit) lowerBulk(context, body, ins)
  else lowerPlain(context, body, ins)
}

/** Blocks are followed in code that is never reached, too. */
function lowerBlock(control: Control, ins: WasmInstruction): boolean {
  if (ins.op === WasmOp.Block) control.block(ins)
  else if (ins.op === WasmOp.Loop) control.loop(ins)
  else if (ins.op === WasmOp.If) control.if(ins)
  else if (ins.op === WasmOp.Else) control.else()
  else if (ins.op === WasmOp.End) control.end()
  else return false
  return true
}

function lowerBranch(control: Control, body: Body, ins: WasmInstruction): boolean {
  if (ins.op === WasmOp.Br) control.branch(ins.index)
  else if (ins.op === WasmOp.BrIf) control.branchIf(ins.index)
  else if (ins.op === WasmOp.BrTable) control.branchTable(ins)
  else if (ins.op === WasmOp.Return) control.return()
  else if (ins.op === WasmOp.Unreachable) trap(body, TrapCode.Unreachable)
  else return false
  return true
}

function trap(body: Body, why: bigint): void {
  body.code.emit(Op.Trap, { imm: why })
  body.live = false
}

function lowerArithmetic(body: Body, op: number): void {
  if (op === Wasm.I32Eqz) body.stack.negate()
  else if (op === Wasm.I32WrapI64) body.stack.wrap()
  // an i32 is kept with its upper half zero
  else if (op !== Wasm.I64ExtendI32U) emitArithmetic(body, op)
}

function emitArithmetic({ code, stack }: Body, op: number): void {
  const narrow = isNarrow(op)
  if (!isBinary(op)) {
    const a = stack.operand(stack.height - 1, narrow)
    stack.drop(1)
    code.emit(op, fields(a, undefined, stack.pushHome()))
    return
  }
  const [a, b] = stack.pair(stack.height - 2, narrow, narrow)
  stack.drop(2)
  code.emit(op, fields(a, b, stack.pushHome()))
}

function lowerPlain(context: Context, body: Body, ins: WasmInstruction): void {
  const { stack, locals } = body
  switch (ins.op) {
    case WasmOp.Nop:
      return
    case WasmOp.Drop:
      stack.drop(1)
      return
    case WasmOp.Select:
    case WasmOp.SelectTyped:
      lowerSelect(body)
      return
    case WasmOp.LocalGet:
      stack.push(locals.read(ins.index))
      return
    case WasmOp.LocalSet:
      stack.moveTo(locals.write(ins.index), false)
      return
    case WasmOp.LocalTee:
      stack.moveTo(locals.write(ins.index), true)
      return
    case WasmOp.GlobalGet:
      stack.push(context.globalPlace(ins.index))
      return
    case WasmOp.GlobalSet:
      stack.moveTo(context.globalPlace(ins.index), false)
      return
    case WasmOp.I32Const:
    case WasmOp.I64Const:
    case WasmOp.F32Const:
    case WasmOp.F64Const:
      stack.push(constant(ins.value))
      return
    case WasmOp.Call:
      lowerCall(context, body, ins.index)
      return
    case WasmOp.CallIndirect:
      lowerCallIndirect(context, body, ins)
      return
    case WasmOp.MemorySize:
      lowerMemorySize(context, body, ins)
      return
    case WasmOp.MemoryGrow:
      lowerMemoryGrow(body, ins)
      return
    case Wasm.I32ReinterpretF32:
    case Wasm.I32ReinterpretF32 + 1:
    case Wasm.F64ReinterpretI64 - 1:
    case Wasm.F64ReinterpretI64:
      // the bits are what they were
      return
    default:
      throw new Error(`no lowering for opcode 0x${ins.op.toString(16)} at byte ${ins.offset}`)
  }
}

/** The condition has to be in a slot of the frame; a negation of it is done by taking the values the other way round. */
function lowerSelect({ code, stack }: Body): void {
  const height = stack.height - 3
  const { operand, pending } = stack.top
  const elsewhere = isConstant(operand) || operand.global
  const condition = elsewhere ? stack.settle(height + 2) : (operand as Place)
  const negated = !elsewhere && pending === Wasm.I32Eqz
  const [a, b] = stack.pair(height, false, false)
  stack.drop(3)
  const to = stack.pushHome()
  const imm = BigInt.asUintN(32, BigInt(condition.slot))
  code.emit(Op.Select, { ...(negated ? fields(b, a, to) : fields(a, b, to)), imm })
}
