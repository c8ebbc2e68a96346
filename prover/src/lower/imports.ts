import { ModuleError } from '@lambda-bourse/runtime'
import {
  ExternalKind,
  type Reader,
  readSizeRange,
  readValueType,
  type SizeRange,
  ValueType,
} from '@lambda-bourse/runtime/decode'
import type { FunctionType } from '../image.ts'

/** What imports become, by `module.name`. An import that is not here is refused. */
export interface Imports {
  /** `ignore`: drops the arguments, answers zeros. `trap`: traps. */
  functions?: Record<string, 'ignore' | 'trap'>
  /** Values, as 64 bits unsigned. */
  globals?: Record<string, bigint>
  memories?: Record<string, SizeRange>
  tables?: Record<string, SizeRange>
}

interface Found {
  functions: { type: number; effect: 'ignore' | 'trap' }[]
  globals: { type: number; value: bigint }[]
  memories: SizeRange[]
  tables: SizeRange[]
}

/** Throws `ModuleError` (`import`) for what `imports` has not. */
export function readImports(reader: Reader | undefined, types: FunctionType[], imports: Imports): Found {
  const found: Found = { functions: [], globals: [], memories: [], tables: [] }
  for (let n = reader?.u32() ?? 0; n > 0; n--) readImport(reader as Reader, types, imports, found)
  return found
}

function readImport(reader: Reader, types: FunctionType[], imports: Imports, found: Found): void {
  const offset = reader.offset
  const name = `${reader.name()}.${reader.name()}`
  const kind = reader.byte()
  const given = <T>(from: Record<string, T> | undefined): T => {
    if (from && Object.hasOwn(from, name)) return from[name] as T
    throw new ModuleError('import', `'${name}' (a provable module imports nothing)`, offset)
  }
  if (kind === ExternalKind.Function) {
    const type = reader.u32()
    const results = (types[type] as FunctionType).results.length
    if (results > 1) throw new ModuleError('import', `'${name}' has ${results} results, allowed is one`, offset)
    found.functions.push({ type, effect: given(imports.functions) })
  } else if (kind === ExternalKind.Table) {
    const type = readValueType(reader)
    if (type !== ValueType.FuncRef) throw new ModuleError('unsupported', `a table of 0x${type.toString(16)}`, offset)
    readSizeRange(reader, 'table')
    found.tables.push(given(imports.tables))
  } else if (kind === ExternalKind.Memory) {
    readSizeRange(reader, 'memory')
    found.memories.push(given(imports.memories))
  } else if (kind === ExternalKind.Global) {
    const type = readValueType(reader)
    reader.skip(1)
    found.globals.push({ type, value: given(imports.globals) })
  } else throw new ModuleError('unsupported', `import '${name}' of kind ${kind}`, offset)
}
