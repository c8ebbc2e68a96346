import type { FunctionType } from '../image.ts'
import { Op } from '../isa.ts'
import type { Body } from './body.ts'
import type { Callee } from './code.ts'
import type { Context } from './context.ts'
import type { WasmInstruction } from './instructions.ts'
import { constant, fields, global, type Operand } from './operands.ts'
import { TrapCode } from './traps.ts'

/**
 * Arguments are the top of the operand stack, at home; the link comes after them, then the callee's frame. The first
 * result is where the first argument was, the others are left in slots 0 to 15.
 */
export function lowerCall(context: Context, body: Body, index: number): void {
  const type = context.typeOf(index)
  const effect = context.module.imported[index]
  if (effect) lowerImport(body, type, effect)
  else call(body, type, (d) => body.code.call(index, d))
}

export function lowerCallIndirect(context: Context, body: Body, { index }: WasmInstruction): void {
  const { code, stack } = body
  const entry = stack.operand(stack.height - 1, true)
  stack.drop(1)
  const b = context.module.table?.min ?? 0
  const imm = context.typeNumber(index)
  const type = context.module.types[index] as FunctionType
  call(body, type, (d) => code.emit(Op.CallIndirect, { ...fields(entry, undefined), d, b, imm }))
}

/** A helper takes the top `parameters` values and answers nothing. */
export function lowerHelperCall(body: Body, helper: Callee, parameters: number): void {
  const type = { parameters: new Uint8Array(parameters), results: new Uint8Array(0) }
  call(body, type, (d) => body.code.call(helper, d))
}

function call({ stack }: Body, { parameters, results }: FunctionType, emit: (d: number) => void): void {
  stack.saveGlobals(stack.height - parameters.length)
  stack.settleTop(parameters.length)
  emit(stack.home(stack.height).slot + 1)
  stack.drop(parameters.length)
  if (results.length > 0) stack.pushHome()
  for (let i = 1; i < results.length; i++) stack.push(global(i - 1))
}

function lowerImport(body: Body, { parameters, results }: FunctionType, effect: 'ignore' | 'trap'): void {
  body.stack.drop(parameters.length)
  if (effect === 'ignore') {
    const zero: Operand = constant(0n)
    if (results.length > 0) body.stack.push(zero)
    return
  }
  body.code.emit(Op.Trap, { imm: TrapCode.Unreachable })
  body.live = false
}
