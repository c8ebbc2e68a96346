import { ModuleError } from '@lambda-bourse/runtime'
import type { Reader } from '@lambda-bourse/runtime/decode'
import { readConstant, readReference } from './constant.ts'

export interface ElementSegment {
  mode: 'active' | 'passive' | 'declarative'
  /** Of an active one: the first entry that it sets. */
  offset: number
  /** Functions; undefined for null. */
  functions: (number | undefined)[]
}

export interface DataSegment {
  mode: 'active' | 'passive'
  /** Of an active one: the address of the first byte. */
  offset: number
  memory: number
  bytes: Uint8Array
}

type Globals = { value: bigint }[]

/** Bits of an element segment's kind (WebAssembly core specification 2.0, 5.5.12). */
const NOT_ACTIVE = 1
const EXPLICIT = 2
const EXPRESSIONS = 4
/** Type byte of elements that are expressions: funcref. */
const FUNCREF = 0x70

export function readElements(reader: Reader | undefined, globals: Globals): ElementSegment[] {
  return Array.from({ length: reader?.u32() ?? 0 }, () => readElement(reader as Reader, globals))
}

function readElement(reader: Reader, globals: Globals): ElementSegment {
  const start = reader.offset
  const kind = reader.u32()
  let offset = 0
  if (!(kind & NOT_ACTIVE)) {
    if (kind & EXPLICIT) reader.u32()
    offset = Number(readConstant(reader, globals))
  }
  if (kind & (NOT_ACTIVE | EXPLICIT)) {
    const type = reader.byte()
    if (kind & EXPRESSIONS && type !== FUNCREF) {
      throw new ModuleError('unsupported', `elements of type 0x${type.toString(16)}, allowed is funcref`, start)
    }
  }
  const count = reader.u32()
  const functions = Array.from({ length: count }, () => (kind & EXPRESSIONS ? readReference(reader) : reader.u32()))
  const mode = kind & NOT_ACTIVE ? (kind & EXPLICIT ? 'declarative' : 'passive') : 'active'
  return { mode, offset, functions }
}

/** Kinds of data segments (5.5.14). */
const PASSIVE = 1
const NAMES_MEMORY = 2

export function readData(reader: Reader | undefined, globals: Globals): DataSegment[] {
  return Array.from({ length: reader?.u32() ?? 0 }, () => readDatum(reader as Reader, globals))
}

function readDatum(reader: Reader, globals: Globals): DataSegment {
  const kind = reader.u32()
  const memory = kind === NAMES_MEMORY ? reader.u32() : 0
  const offset = kind === PASSIVE ? 0 : Number(readConstant(reader, globals))
  const length = reader.u32()
  const start = reader.offset
  reader.skip(length)
  return {
    mode: kind === PASSIVE ? 'passive' : 'active',
    offset,
    memory,
    bytes: reader.bytes.subarray(start, start + length),
  }
}
