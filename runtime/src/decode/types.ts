/** Binary codes of value types (Wasm core specification 2.0, 5.3). */
export const ValueType = {
  I32: 0x7f,
  I64: 0x7e,
  F32: 0x7d,
  F64: 0x7c,
  V128: 0x7b,
  FuncRef: 0x70,
  ExternRef: 0x6f,
} as const

export const SectionId = {
  Custom: 0,
  Type: 1,
  Import: 2,
  Function: 3,
  Table: 4,
  Memory: 5,
  Global: 6,
  Export: 7,
  Start: 8,
  Element: 9,
  Code: 10,
  Data: 11,
  DataCount: 12,
} as const

export const ExternalKind = { Function: 0, Table: 1, Memory: 2, Global: 3 } as const

/** A half-open range of bytes in the original module. */
export interface Range {
  start: number
  end: number
}

export interface FunctionType {
  parameters: Uint8Array
  results: Uint8Array
}

export interface FunctionImport {
  module: string
  name: string
  type: number
  offset: number
}

export interface SizeRange {
  min: number
  max: number | undefined
}

export interface TableType extends SizeRange {
  element: number
}

export interface GlobalType {
  value: number
  mutable: boolean
}

export interface Export {
  name: string
  kind: number
  index: number
}

/** One function's code: its local declarations and its instructions, the closing `end` included. */
export interface FunctionBody {
  type: number
  localsStart: number
  /** Groups of declared locals, as encoded. */
  localGroups: number
  /** Declared locals, parameters not included. */
  locals: number
  code: Range
}

/** A decoded module: what lies where, nothing judged yet except sizes. */
export interface ModuleLayout {
  bytes: Uint8Array
  /** Content of each section that is not custom, by id. */
  sections: Map<number, Range>
  types: FunctionType[]
  imports: FunctionImport[]
  /** Type index of each defined function. */
  functions: Uint32Array
  tables: TableType[]
  memory: SizeRange | undefined
  /** A second memory, which only programs of our own making have (provable/merge.ts). */
  io: SizeRange | undefined
  globals: GlobalType[]
  exports: Export[]
  start: number | undefined
  /** Functions named by an element segment: they may be called indirectly. */
  elementFunctions: number[]
  dataSegments: number
  bodies: FunctionBody[]
}
