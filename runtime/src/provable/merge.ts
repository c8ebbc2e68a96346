import { Op } from '../decode/opcodes.ts'
import { ExternalKind, type ModuleLayout, SectionId } from '../decode/types.ts'
import { copyEntries, HEADER, section } from '../emit/module.ts'
import { Writer } from '../emit/writer.ts'
import type { GuestAbi } from '../validate/abi.ts'
import { type Linked, link } from './link.ts'
import { loadShim, type Shim } from './shim.ts'
import type { Floats } from './subset.ts'
import { Window } from './window.ts'

const HAS_MAX = 1
const PAGE_BYTES = 65_536
/** A data segment that names its memory. */
const IN_MEMORY = 2
const IO_MEMORY = 1

/**
 * One module of the guest and the shim, without imports. The guest's functions, types, globals, segments and memory keep
 * their indices, and its code its bytes, but that each float instruction is `unreachable`. The only exports are `_start`, which
 * runs a request, and the window, `io`.
 *
 * @param constants What `versionConstants` made.
 */
export function merge(layout: ModuleLayout, guest: GuestAbi, floats: Floats, constants: Uint8Array): Uint8Array {
  const shim = loadShim()
  const linked = link(layout, guest)
  const out = new Writer(layout.bytes.length + shim.bytes.length + 4096)
  out.put(...HEADER)
  section(out, SectionId.Type, types(layout, shim))
  section(out, SectionId.Function, functions(layout, linked))
  copySection(out, layout, SectionId.Table)
  section(out, SectionId.Memory, memories(layout))
  section(out, SectionId.Global, globals(layout, shim))
  section(out, SectionId.Export, exported(linked))
  copySection(out, layout, SectionId.Element)
  section(out, SectionId.DataCount, dataCount(layout))
  section(out, SectionId.Code, code(layout, linked, floats))
  section(out, SectionId.Data, data(layout, constants, shim))
  return out.bytes
}

function copySection(out: Writer, layout: ModuleLayout, id: number): void {
  const range = layout.sections.get(id)
  if (range) section(out, id, layout.bytes.subarray(range.start, range.end))
}

function types(layout: ModuleLayout, shim: Shim): Uint8Array {
  const out = new Writer(1024)
  out.u32(layout.types.length + shim.types.length)
  copyEntries(out, layout.bytes, layout.sections.get(SectionId.Type))
  out.copy(shim.bytes, shim.typeEntries.start, shim.typeEntries.end)
  return out.bytes
}

/** The types of the guest's imports, of its own functions, and of the shim's. */
function functions(layout: ModuleLayout, { appended }: Linked): Uint8Array {
  const out = new Writer(1024)
  out.u32(layout.imports.length + layout.functions.length + appended.length)
  for (const { type } of layout.imports) out.u32(type)
  for (const type of layout.functions) out.u32(type)
  for (const { type } of appended) out.u32(type)
  return out.bytes
}

function memories({ memory }: ModuleLayout): Uint8Array {
  const pages = Window.end / PAGE_BYTES
  const out = new Writer(32)
  out.u32(2)
  if (!memory) out.put(HAS_MAX, 0, 0)
  else if (memory.max === undefined) {
    out.byte(0)
    out.u32(memory.min)
  } else {
    out.byte(HAS_MAX)
    out.u32(memory.min)
    out.u32(memory.max)
  }
  out.put(HAS_MAX, pages, pages)
  return out.bytes
}

function globals(layout: ModuleLayout, shim: Shim): Uint8Array {
  const out = new Writer(1024)
  out.u32(layout.globals.length + shim.globals)
  copyEntries(out, layout.bytes, layout.sections.get(SectionId.Global))
  out.copy(shim.bytes, shim.globalEntries.start, shim.globalEntries.end)
  return out.bytes
}

function exported({ entry }: Linked): Uint8Array {
  const out = new Writer(32)
  out.u32(1)
  out.name('_start')
  out.byte(ExternalKind.Function)
  out.u32(entry)
  return out.bytes
}

/** The guest's segments, the version's constants and the shim's. */
function dataCount(layout: ModuleLayout): Uint8Array {
  const out = new Writer(8)
  out.u32(layout.dataSegments + 2)
  return out.bytes
}

function data(layout: ModuleLayout, constants: Uint8Array, shim: Shim): Uint8Array {
  const out = new Writer(1024)
  out.u32(layout.dataSegments + 2)
  copyEntries(out, layout.bytes, layout.sections.get(SectionId.Data))
  active(out, Window.constants, constants)
  active(out, Window.shimConstants, shim.constants)
  return out.bytes
}

function active(out: Writer, address: number, bytes: Uint8Array): void {
  out.put(IN_MEMORY, IO_MEMORY, Op.I32Const)
  out.positive(address)
  out.byte(Op.End)
  out.u32(bytes.length)
  out.all(bytes)
}

function code(layout: ModuleLayout, { imports, appended }: Linked, floats: Floats): Uint8Array {
  const bytes = withoutFloats(layout.bytes, floats)
  const out = new Writer(bytes.length + 4096)
  out.u32(imports.length + layout.functions.length + appended.length)
  for (const body of imports) writeBody(out, body)
  copyEntries(out, bytes, layout.sections.get(SectionId.Code))
  for (const { body } of appended) writeBody(out, body)
  return out.bytes
}

function writeBody(out: Writer, body: Uint8Array): void {
  out.u32(body.length)
  out.all(body)
}

/** `unreachable` fits wherever a float instruction was, and `nop` fills what it leaves, so that nothing else moves. */
function withoutFloats(source: Uint8Array, { places }: Floats): Uint8Array {
  if (places.length === 0) return source
  const bytes = source.slice()
  for (const { start, end } of places) {
    bytes[start] = Op.Unreachable
    bytes.fill(Op.Nop, start + 1, end)
  }
  return bytes
}
