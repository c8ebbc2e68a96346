import { ModuleError } from '../errors.ts'
import { checkSize, sizeLimits } from '../limits.ts'
import { skipConstant } from './constant.ts'
import type { Reader } from './reader.ts'

/** Bits of an element segment's kind (Wasm core specification 2.0, 5.5.12). */
const NOT_ACTIVE = 1
const EXPLICIT = 2
const EXPRESSIONS = 4

/** Functions that element segments name. */
export function decodeElements(reader: Reader | undefined): number[] {
  const functions: number[] = []
  const count = reader?.u32() ?? 0
  checkSize('element segments', count, sizeLimits.segments)
  for (let i = 0; i < count; i++) readSegment(reader as Reader, functions)
  return functions
}

function readSegment(reader: Reader, functions: number[]): void {
  const offset = reader.offset
  const kind = reader.u32()
  if (kind > 7) throw new ModuleError('unsupported', `element segment of kind ${kind}`, offset)
  if (!(kind & NOT_ACTIVE)) {
    if (kind & EXPLICIT) reader.u32()
    skipConstant(reader)
  }
  if (kind & (NOT_ACTIVE | EXPLICIT)) reader.skip(1)
  const count = reader.u32()
  checkSize('elements', functions.length + count, sizeLimits.elements, offset)
  for (let i = 0; i < count; i++) {
    const index = kind & EXPRESSIONS ? skipConstant(reader) : reader.u32()
    if (index !== undefined) functions.push(index)
  }
}
