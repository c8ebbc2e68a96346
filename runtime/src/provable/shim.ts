import { readFileSync } from 'node:fs'
import { findSections } from '../decode/module.ts'
import { Op } from '../decode/opcodes.ts'
import { Reader } from '../decode/reader.ts'
import { decodeExports, decodeFunctions, decodeGlobals, decodeTypes } from '../decode/sections.ts'
import { ExternalKind, type FunctionType, type Range, SectionId } from '../decode/types.ts'
import { readInstruction } from './walk.ts'

/** A place in a body that holds the index of a function or global of the shim. */
export interface Reference {
  kind: 'function' | 'global'
  index: number
  /** The bytes of the index. */
  range: Range
}

export interface ShimFunction {
  type: number
  /** Locals and instructions. */
  body: Range
  references: Reference[]
}

/** shim.wasm, taken apart. Indices are the shim's own. */
export interface Shim {
  bytes: Uint8Array
  types: FunctionType[]
  /** Bytes of the types and of the globals, without their number. */
  typeEntries: Range
  globalEntries: Range
  globals: number
  /** What the guest may have, by index: these come first among the functions. */
  imports: string[]
  functions: ShimFunction[]
  /** Index of each exported function. */
  exports: Map<string, number>
  /** For `Window.shimConstants`. */
  constants: Uint8Array
}

let shim: Shim | undefined

/** The shim, read once. */
export function loadShim(): Shim {
  shim ??= decodeShim(new Uint8Array(readFileSync(new URL('shim.wasm', import.meta.url))))
  return shim
}

function decodeShim(bytes: Uint8Array): Shim {
  const sections = findSections(bytes)
  const reader = (id: number): Reader => {
    const { start, end } = sections.get(id) as Range
    return new Reader(bytes, start, end)
  }
  const types = decodeFunctions(reader(SectionId.Function))
  return {
    bytes,
    types: decodeTypes(reader(SectionId.Type)),
    typeEntries: entries(reader(SectionId.Type)),
    globalEntries: entries(reader(SectionId.Global)),
    globals: decodeGlobals(reader(SectionId.Global)).length,
    imports: readImports(reader(SectionId.Import)),
    functions: readFunctions(reader(SectionId.Code), types),
    exports: new Map(
      decodeExports(reader(SectionId.Export)).flatMap(({ name, kind, index }) =>
        kind === ExternalKind.Function ? [[name, index]] : [],
      ),
    ),
    constants: readConstants(reader(SectionId.Data)),
  }
}

/** What follows the number of entries. */
function entries(reader: Reader): Range {
  reader.skipLeb()
  return { start: reader.offset, end: reader.end }
}

function readImports(reader: Reader): string[] {
  return Array.from({ length: reader.u32() }, () => {
    reader.name()
    const name = reader.name()
    reader.byte()
    reader.skipLeb()
    return name
  })
}

function readFunctions(reader: Reader, types: Uint32Array): ShimFunction[] {
  return Array.from({ length: reader.u32() }, (_, i) => {
    const length = reader.u32()
    const body = { start: reader.offset, end: reader.offset + length }
    reader.skip(length)
    return { type: types[i] as number, body, references: readReferences(reader.bytes, body) }
  })
}

function readReferences(bytes: Uint8Array, body: Range): Reference[] {
  const reader = new Reader(bytes, body.start, body.end)
  for (let groups = reader.u32(); groups > 0; groups--) {
    reader.skipLeb()
    reader.skip(1)
  }
  const references: Reference[] = []
  while (!reader.done) {
    const { op, offset, end, index } = readInstruction(reader)
    const range = { start: offset + 1, end }
    if (op === Op.Call) references.push({ kind: 'function', index, range })
    else if (op === Op.GlobalGet || op === Op.GlobalSet) references.push({ kind: 'global', index, range })
  }
  return references
}

/** The one segment there is, which is passive. */
function readConstants(reader: Reader): Uint8Array {
  reader.u32()
  reader.u32()
  const length = reader.u32()
  return reader.bytes.slice(reader.offset, reader.offset + length)
}
