import { ModuleError } from '@lambda-bourse/runtime'
import { Op, Window } from '../isa.ts'
import type { Body } from './body.ts'
import type { Context } from './context.ts'
import type { WasmInstruction } from './instructions.ts'
import { storesNarrow } from './opcodes.ts'
import { constant, fields } from './operands.ts'

/** The window that memory `index` of the module is. */
export function windowOfMemory(index: number): number {
  return index === 0 ? Window.Guest : Window.Io
}

export function windowFlags(window: number): number {
  return window << 16
}

export function lowerLoad({ code, stack }: Body, { op, index, value }: WasmInstruction): void {
  const { flags = 0, ...rest } = fields(stack.operand(stack.height - 1, true), undefined)
  stack.drop(1)
  const d = stack.pushHome().slot
  code.emit(op, { ...rest, d, flags: flags | windowFlags(windowOfMemory(index)), imm: value })
}

export function lowerStore({ code, stack }: Body, { op, index, value }: WasmInstruction): void {
  const [address, stored] = stack.pair(stack.height - 2, true, storesNarrow(op))
  stack.drop(2)
  const { flags = 0, ...rest } = fields(address, stored)
  code.emit(op, { ...rest, flags: flags | windowFlags(windowOfMemory(index)), imm: value })
}

/** The request and response window has the size that the module gives it. */
export function lowerMemorySize({ module }: Context, { code, stack }: Body, { index }: WasmInstruction): void {
  if (index === 0) code.emit(Op.MemorySize, { d: stack.pushHome().slot })
  else stack.push(constant(BigInt(module.window?.min ?? 0)))
}

export function lowerMemoryGrow({ code, stack }: Body, { index, offset }: WasmInstruction): void {
  if (index !== 0) throw new ModuleError('unsupported', 'memory.grow of the request and response window', offset)
  const pages = fields(stack.operand(stack.height - 1, true), undefined)
  stack.drop(1)
  code.emit(Op.MemoryGrow, { ...pages, d: stack.pushHome().slot })
}
