import { Op, Window } from '../isa.ts'
import type { Body } from './body.ts'
import { lowerHelperCall } from './calls.ts'
import type { Context, SegmentPlace } from './context.ts'
import { type Area, copyMemory, copyTable, fillMemory, type Helper, initMemory, initTable } from './helpers.ts'
import type { WasmInstruction } from './instructions.ts'
import { windowOfMemory } from './memory.ts'
import { Wasm } from './opcodes.ts'
import { constant, fields } from './operands.ts'

const PAGE_BYTES = 65_536

/** Bulk operations are calls of helpers; dropping a segment sets its length to zero. */
export function lowerBulk(context: Context, body: Body, ins: WasmInstruction): void {
  const { op, index, source } = ins
  const entries = context.module.table?.min ?? 0
  if (op === Wasm.MemoryCopy) run(context, body, copyMemory(areaOf(context, index), areaOf(context, source)))
  else if (op === Wasm.MemoryFill) run(context, body, fillMemory(areaOf(context, index)))
  else if (op === Wasm.MemoryInit) init(context, body, initMemory(areaOf(context, index)), context.dataSegment(source))
  else if (op === Wasm.TableInit) init(context, body, initTable(entries), context.elementSegment(source))
  else if (op === Wasm.TableCopy) run(context, body, copyTable(entries))
  else if (op === Wasm.DataDrop) drop(body, context.dataSegment(index))
  else drop(body, context.elementSegment(index))
}

function run(context: Context, body: Body, helper: Helper): void {
  lowerHelperCall(body, context.helper(helper), helper.parameters)
}

function init(context: Context, body: Body, helper: Helper, { base, length }: SegmentPlace): void {
  body.stack.push(constant(base))
  body.stack.push(length)
  run(context, body, helper)
}

function drop({ code }: Body, { dropped }: SegmentPlace): void {
  if (dropped) code.emit(Op.Move, fields(constant(0n), undefined, dropped))
}

function areaOf({ module }: Context, memory: number): Area {
  if (windowOfMemory(memory) === Window.Guest) return { window: Window.Guest, size: undefined }
  return { window: Window.Io, size: (module.window?.min ?? 0) * PAGE_BYTES }
}
