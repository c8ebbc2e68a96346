import { ModuleError } from '../errors.ts'
import { checkSize, sizeLimits } from '../limits.ts'
import { decodeCode } from './code.ts'
import { decodeElements } from './elements.ts'
import { Reader } from './reader.ts'
import {
  decodeExports,
  decodeFunctions,
  decodeGlobals,
  decodeImports,
  decodeMemories,
  decodeTables,
  decodeTypes,
} from './sections.ts'
import { type ModuleLayout, type Range, SectionId } from './types.ts'

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/**
 * Finds what lies where in a module, with every read bounds-checked and every size limited, so that it may be given
 * hostile bytes. Throws `ModuleError`.
 *
 * @param mostMemories More than one is for programs of our own making.
 */
export function decodeModule(bytes: Uint8Array, mostMemories = 1): ModuleLayout {
  checkSize('the module in bytes', bytes.length, sizeLimits.moduleBytes)
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new ModuleError('invalid', 'not a WebAssembly 1 module (magic number and version)', 0)
  }
  const sections = findSections(bytes)
  const reader = (id: number): Reader | undefined => {
    const range = sections.get(id)
    return range && new Reader(bytes, range.start, range.end)
  }
  const types = decodeTypes(reader(SectionId.Type))
  const imports = decodeImports(reader(SectionId.Import))
  const functions = decodeFunctions(reader(SectionId.Function))
  const tables = decodeTables(reader(SectionId.Table))
  const [memory, io] = decodeMemories(reader(SectionId.Memory), mostMemories)
  const globals = decodeGlobals(reader(SectionId.Global))
  const exports = decodeExports(reader(SectionId.Export))
  const start = reader(SectionId.Start)?.u32()
  const elementFunctions = decodeElements(reader(SectionId.Element))
  const dataSegments = reader(SectionId.Data)?.u32() ?? 0
  checkSize('data segments', dataSegments, sizeLimits.segments)
  const bodies = decodeCode(reader(SectionId.Code), functions)
  return {
    bytes,
    sections,
    types,
    imports,
    functions,
    tables,
    memory,
    io,
    globals,
    exports,
    start,
    elementFunctions,
    dataSegments,
    bodies,
  }
}

/** Content of each section that is not custom, by id. */
export function findSections(bytes: Uint8Array): Map<number, Range> {
  const sections = new Map<number, Range>()
  const reader = new Reader(bytes, MAGIC.length)
  while (!reader.done) {
    const offset = reader.offset
    const id = reader.byte()
    const length = reader.u32()
    const start = reader.offset
    reader.skip(length)
    if (id === SectionId.Custom) continue
    if (id > SectionId.DataCount) {
      throw new ModuleError('unsupported', `section ${id} (allowed are the sections of WebAssembly 2.0)`, offset)
    }
    if (sections.has(id)) throw new ModuleError('invalid', `section ${id} is there twice`, offset)
    sections.set(id, { start, end: reader.offset })
  }
  return sections
}
