import { ModuleError } from '@lambda-bourse/runtime'
import {
  decodeCode,
  decodeExports,
  decodeFunctions,
  decodeTables,
  decodeTypes,
  type Export,
  ExternalKind,
  type FunctionBody,
  findSections,
  Reader,
  readSizeRange,
  SectionId,
  type SizeRange,
  ValueType,
} from '@lambda-bourse/runtime/decode'
import type { FunctionType } from '../image.ts'
import { readConstant } from './constant.ts'
import { type Imports, readImports } from './imports.ts'
import { numeric } from './instructions.ts'
import { type DataSegment, type ElementSegment, readData, readElements } from './segments.ts'

export interface Global {
  type: number
  value: bigint
}

/** What lowering needs of a module. Indices count imports first, as in the module. */
export interface Module {
  bytes: Uint8Array
  types: FunctionType[]
  /** The type of each function, by its index. */
  functions: number[]
  /** What imported functions do instead; these come first among the functions. */
  imported: ('ignore' | 'trap')[]
  table: SizeRange | undefined
  memory: SizeRange | undefined
  /** The second memory: the request and response window. */
  window: SizeRange | undefined
  globals: Global[]
  exports: Export[]
  start: number | undefined
  elements: ElementSegment[]
  data: DataSegment[]
  bodies: FunctionBody[]
}

/** The module's content, for lowering. Throws `ModuleError` with the offset of what the machine has not. */
export function readModule(bytes: Uint8Array, imports: Imports, io: boolean): Module {
  if (!WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>))
    throw new ModuleError('invalid', 'the engine refuses the module')
  const sections = findSections(bytes)
  const reader = (id: number): Reader | undefined => {
    const range = sections.get(id)
    return range && new Reader(bytes, range.start, range.end)
  }
  const types = readTypes(reader(SectionId.Type))
  const found = readImports(reader(SectionId.Import), types, imports)
  const defined = decodeFunctions(reader(SectionId.Function))
  const tables = [...found.tables, ...readTables(reader(SectionId.Table))]
  const memories = [...found.memories, ...readMemories(reader(SectionId.Memory))]
  if (tables.length > 1) throw new ModuleError('unsupported', `${tables.length} tables, allowed is one`)
  if (memories.length > (io ? 2 : 1)) {
    throw new ModuleError('unsupported', `${memories.length} memories, allowed ${io ? 'are two' : 'is one'}`)
  }
  const globals = [...found.globals]
  readGlobals(reader(SectionId.Global), globals)
  return {
    bytes,
    types,
    functions: [...found.functions.map(({ type }) => type), ...defined],
    imported: found.functions.map(({ effect }) => effect),
    table: tables[0],
    memory: memories[0],
    window: memories[1],
    globals,
    exports: decodeExports(reader(SectionId.Export)),
    start: reader(SectionId.Start)?.u32(),
    elements: readElements(reader(SectionId.Element), globals),
    data: readData(reader(SectionId.Data), globals),
    bodies: decodeCode(reader(SectionId.Code), defined),
  }
}

function readTypes(reader: Reader | undefined): FunctionType[] {
  const start = reader?.offset
  const types = decodeTypes(reader)
  for (const { parameters, results } of types) for (const type of [...parameters, ...results]) numeric(type, start)
  return types
}

function readTables(reader: Reader | undefined): SizeRange[] {
  const start = reader?.offset
  const tables = decodeTables(reader)
  const other = tables.find(({ element }) => element !== ValueType.FuncRef)
  if (other)
    throw new ModuleError('unsupported', `a table of 0x${other.element.toString(16)}, allowed is funcref`, start)
  return tables
}

function readMemories(reader: Reader | undefined): SizeRange[] {
  return Array.from({ length: reader?.u32() ?? 0 }, () => readSizeRange(reader as Reader, 'memory'))
}

function readGlobals(reader: Reader | undefined, globals: Global[]): void {
  for (let n = reader?.u32() ?? 0; n > 0; n--) {
    const r = reader as Reader
    const type = numeric(r.byte(), r.offset - 1)
    r.skip(1)
    globals.push({ type, value: readConstant(r, globals) })
  }
}

/** Exports of this kind. */
export function exportsOf({ exports }: Module, kind: keyof typeof ExternalKind): Export[] {
  return exports.filter((one) => one.kind === ExternalKind[kind])
}
