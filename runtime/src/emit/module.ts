import type { ModulePlan } from '../analyse/plan.ts'
import { Op } from '../decode/opcodes.ts'
import {
  ExternalKind,
  type FunctionType,
  type ModuleLayout,
  type Range,
  SectionId,
  ValueType,
} from '../decode/types.ts'
import type { Limits } from '../limits.ts'
import type { GuestAbi } from '../validate/abi.ts'
import { type EmitContext, emitFunction } from './function.ts'
import { Writer } from './writer.ts'

export const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00] as const
const HAS_MAX = 1

/** Names under which an instrumented module exports what the host needs; the guest's own exports are left out. */
export const ExportName = {
  counter: 'counter',
  memory: 'memory',
  /** Of provable programs: the window of request and response. */
  io: 'io',
  start: 'start',
  global: (index: number) => `global${index}`,
}

export interface Emitted {
  bytes: Uint8Array
  /** Mutable globals of the guest, by index, exported as `ExportName.global(index)`. */
  mutableGlobals: number[]
  /** Some function keeps the counter in a local. */
  cachesFuel: boolean
}

export interface EmitOptions {
  cacheFuel: boolean
  /** What the counter holds until somebody sets it. */
  counter: bigint
}

/** Writes the instrumented module. Indices stay as they were: the counter comes after the guest's globals. */
export function emitModule(plan: ModulePlan, guest: GuestAbi, limits: Limits, options: EmitOptions): Emitted {
  const { layout } = plan
  const wide = layout.types.filter(({ results }) => results.length > 1)
  const blockTypes = new Map(wide.map((type, i) => [type, layout.types.length + i]))
  const mutableGlobals = layout.globals.flatMap((global, index) => (global.mutable ? [index] : []))
  const context: EmitContext = {
    plan,
    counter: layout.globals.length,
    memoryMax: capped(layout.memory?.max, limits.memoryPages),
    tableMax: layout.tables.map((table) => capped(table.max, limits.tableElements)),
    resultType: (type) => blockTypes.get(type) as number,
    cacheFuel: options.cacheFuel,
  }
  // Most modules grow by less than half, so that the buffer seldom has to.
  const out = new Writer(Math.ceil(layout.bytes.length * 1.5) + 1024)
  out.put(...HEADER)
  section(out, SectionId.Type, emitTypes(layout, wide))
  copySection(out, layout, SectionId.Import)
  copySection(out, layout, SectionId.Function)
  section(out, SectionId.Table, emitTables(layout, context.tableMax))
  section(out, SectionId.Memory, emitMemory(layout, context.memoryMax))
  section(out, SectionId.Global, emitGlobals(layout, options.counter))
  section(out, SectionId.Export, emitExports(layout, guest, mutableGlobals))
  copySection(out, layout, SectionId.Element)
  copySection(out, layout, SectionId.DataCount)
  const cachesFuel = emitCode(out, context)
  copySection(out, layout, SectionId.Data)
  return { bytes: out.bytes, mutableGlobals, cachesFuel }
}

function capped(max: number | undefined, limit: number): number {
  return Math.min(max ?? limit, limit)
}

export function section(out: Writer, id: number, content: Uint8Array | undefined): void {
  if (!content) return
  out.byte(id)
  out.u32(content.length)
  out.copy(content, 0, content.length)
}

function copySection(out: Writer, layout: ModuleLayout, id: number): void {
  const range = layout.sections.get(id)
  if (range) section(out, id, layout.bytes.subarray(range.start, range.end))
}

/** Copies a section's entries, without the count before them. */
export function copyEntries(out: Writer, bytes: Uint8Array, range: Range | undefined): void {
  if (!range) return
  let start = range.start
  while ((bytes[start++] as number) >= 0x80);
  out.copy(bytes, start, range.end)
}

/** Answers whether some function keeps the counter in a local. */
function emitCode(out: Writer, context: EmitContext): boolean {
  out.byte(SectionId.Code)
  const start = out.startBlock()
  out.u32(context.plan.functions.length)
  let cachesFuel = false
  for (const fn of context.plan.functions) cachesFuel = emitFunction(out, context, fn) || cachesFuel
  out.endBlock(start)
  return cachesFuel
}

/** The guest's types, and for each with several results one that a block can have. */
function emitTypes(layout: ModuleLayout, wide: readonly FunctionType[]): Uint8Array {
  const out = new Writer(256)
  out.u32(layout.types.length + wide.length)
  copyEntries(out, layout.bytes, layout.sections.get(SectionId.Type))
  for (const { results } of wide) {
    out.put(0x60, 0)
    out.u32(results.length)
    out.copy(results, 0, results.length)
  }
  return out.bytes
}

function emitTables(layout: ModuleLayout, max: readonly number[]): Uint8Array | undefined {
  if (layout.tables.length === 0) return undefined
  const out = new Writer(64)
  out.u32(layout.tables.length)
  for (const [i, table] of layout.tables.entries()) {
    out.put(table.element, HAS_MAX)
    out.u32(table.min)
    out.u32(max[i] as number)
  }
  return out.bytes
}

function emitMemory(layout: ModuleLayout, max: number): Uint8Array | undefined {
  if (!layout.memory) return undefined
  const out = new Writer(16)
  out.put(layout.io ? 2 : 1, HAS_MAX)
  out.u32(layout.memory.min)
  out.u32(max)
  if (layout.io) {
    out.byte(HAS_MAX)
    out.u32(layout.io.min)
    out.u32(layout.io.min)
  }
  return out.bytes
}

/** The guest's globals and the counter. */
function emitGlobals(layout: ModuleLayout, counter: bigint): Uint8Array {
  const out = new Writer(256)
  out.u32(layout.globals.length + 1)
  copyEntries(out, layout.bytes, layout.sections.get(SectionId.Global))
  out.put(ValueType.I64, 1, Op.I64Const)
  out.s64(counter)
  out.byte(Op.End)
  return out.bytes
}

function emitExports(layout: ModuleLayout, guest: GuestAbi, mutableGlobals: number[]): Uint8Array {
  const entries: [name: string, kind: number, index: number][] = [
    [ExportName.counter, ExternalKind.Global, layout.globals.length],
  ]
  if (layout.memory) entries.push([ExportName.memory, ExternalKind.Memory, 0])
  if (layout.io) entries.push([ExportName.io, ExternalKind.Memory, 1])
  if (layout.start !== undefined) entries.push([ExportName.start, ExternalKind.Function, layout.start])
  for (const [name, index] of guest.functions) entries.push([name, ExternalKind.Function, index])
  for (const index of mutableGlobals) entries.push([ExportName.global(index), ExternalKind.Global, index])
  const out = new Writer(256)
  out.u32(entries.length)
  for (const [name, kind, index] of entries) {
    out.name(name)
    out.byte(kind)
    out.u32(index)
  }
  return out.bytes
}
