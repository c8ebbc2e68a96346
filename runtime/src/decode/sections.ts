import { ModuleError } from '../errors.ts'
import { checkSize, sizeLimits } from '../limits.ts'
import { skipConstant } from './constant.ts'
import type { Reader } from './reader.ts'
import {
  type Export,
  ExternalKind,
  type FunctionImport,
  type FunctionType,
  type GlobalType,
  type SizeRange,
  type TableType,
  ValueType,
} from './types.ts'

const kindNames = ['function', 'table', 'memory', 'global', 'tag']

/** Reads a value type; SIMD vectors and reference types beyond funcref and externref are unsupported. */
export function readValueType(reader: Reader): number {
  const offset = reader.offset
  const type = reader.byte()
  if (type === ValueType.V128) throw new ModuleError('unsupported', 'SIMD (value type v128)', offset)
  if (type > ValueType.I32 || (type < ValueType.F64 && type !== ValueType.FuncRef && type !== ValueType.ExternRef)) {
    throw new ModuleError('unsupported', `value type 0x${type.toString(16)}`, offset)
  }
  return type
}

function readValueTypes(reader: Reader, what: string, most: number): Uint8Array {
  const offset = reader.offset
  const count = reader.u32()
  checkSize(what, count, most, offset)
  const types = new Uint8Array(count)
  for (let i = 0; i < count; i++) types[i] = readValueType(reader)
  return types
}

export function decodeTypes(reader: Reader | undefined): FunctionType[] {
  const count = reader?.u32() ?? 0
  checkSize('types', count, sizeLimits.types)
  const types: FunctionType[] = []
  for (let i = 0; i < count; i++) types.push(readFunctionType(reader as Reader))
  return types
}

function readFunctionType(reader: Reader): FunctionType {
  const offset = reader.offset
  const form = reader.byte()
  if (form !== 0x60)
    throw new ModuleError('unsupported', `type form 0x${form.toString(16)} (garbage collection)`, offset)
  const parameters = readValueTypes(reader, 'parameters of a function', sizeLimits.parameters)
  const results = readValueTypes(reader, 'results of a function', sizeLimits.results)
  return { parameters, results }
}

export function decodeImports(reader: Reader | undefined): FunctionImport[] {
  const count = reader?.u32() ?? 0
  const imports: FunctionImport[] = []
  for (let i = 0; i < count; i++) imports.push(readImport(reader as Reader))
  return imports
}

function readImport(reader: Reader): FunctionImport {
  const offset = reader.offset
  const module = reader.name()
  const name = reader.name()
  const kind = reader.byte()
  if (kind !== ExternalKind.Function) {
    const found = `${kindNames[kind] ?? `kind ${kind}`} '${module}.${name}'`
    throw new ModuleError('import', `${found} (allowed are functions of the WASI subset)`, offset)
  }
  return { module, name, type: reader.u32(), offset }
}

export function decodeFunctions(reader: Reader | undefined): Uint32Array {
  const count = reader?.u32() ?? 0
  checkSize('functions', count, sizeLimits.functions)
  const functions = new Uint32Array(count)
  for (let i = 0; i < count; i++) functions[i] = (reader as Reader).u32()
  return functions
}

/** Flags: bit 0 a maximum follows, bit 1 shared (threads), bit 2 64-bit addresses. */
export function readSizeRange(reader: Reader, what: string): SizeRange {
  const offset = reader.offset
  const flags = reader.byte()
  if (flags > 7) throw new ModuleError('unsupported', `${what} flags 0x${flags.toString(16)}`, offset)
  if (flags & 4) throw new ModuleError('unsupported', `64-bit ${what} (memory64)`, offset)
  if (flags & 2) throw new ModuleError('unsupported', `shared ${what} (threads)`, offset)
  const min = reader.u32()
  return { min, max: flags & 1 ? reader.u32() : undefined }
}

export function decodeTables(reader: Reader | undefined): TableType[] {
  const count = reader?.u32() ?? 0
  checkSize('tables', count, sizeLimits.tables)
  const tables: TableType[] = []
  for (let i = 0; i < count; i++) {
    const element = readValueType(reader as Reader)
    tables.push({ element, ...readSizeRange(reader as Reader, 'table') })
  }
  return tables
}

export function decodeMemories(reader: Reader | undefined, most: number): SizeRange[] {
  const count = reader?.u32() ?? 0
  if (count > most)
    throw new ModuleError('unsupported', `${count} memories (multi-memory), allowed is one`, reader?.offset)
  return Array.from({ length: count }, () => readSizeRange(reader as Reader, 'memory'))
}

export function decodeGlobals(reader: Reader | undefined): GlobalType[] {
  const count = reader?.u32() ?? 0
  checkSize('globals', count, sizeLimits.globals)
  const globals: GlobalType[] = []
  for (let i = 0; i < count; i++) globals.push(readGlobal(reader as Reader))
  return globals
}

function readGlobal(reader: Reader): GlobalType {
  const value = readValueType(reader)
  const offset = reader.offset
  const flags = reader.byte()
  if (flags > 1) throw new ModuleError('unsupported', `global flags 0x${flags.toString(16)}`, offset)
  skipConstant(reader)
  return { value, mutable: flags === 1 }
}

export function decodeExports(reader: Reader | undefined): Export[] {
  const count = reader?.u32() ?? 0
  checkSize('exports', count, sizeLimits.exports)
  const exports: Export[] = []
  for (let i = 0; i < count; i++) {
    const r = reader as Reader
    exports.push({ name: r.name(), kind: r.byte(), index: r.u32() })
  }
  return exports
}
