import { ModuleError } from '../errors.ts'
import { checkSize, sizeLimits } from '../limits.ts'
import type { Reader } from './reader.ts'
import { readValueType } from './sections.ts'
import type { FunctionBody } from './types.ts'

/** Finds every function's locals and instructions, and limits them: locals are what makes a small module expensive. */
export function decodeCode(reader: Reader | undefined, functions: Uint32Array): FunctionBody[] {
  const count = reader?.u32() ?? 0
  if (count !== functions.length) {
    throw new ModuleError('invalid', `${functions.length} functions are declared and ${count} defined`, reader?.offset)
  }
  const bodies: FunctionBody[] = []
  let locals = 0
  for (let i = 0; i < count; i++) {
    const body = readBody(reader as Reader, functions[i] as number)
    locals += body.locals
    checkSize('locals of all functions', locals, sizeLimits.locals, body.localsStart)
    bodies.push(body)
  }
  return bodies
}

function readBody(reader: Reader, type: number): FunctionBody {
  const length = reader.u32()
  const start = reader.offset
  checkSize('a function in bytes', length, sizeLimits.functionBytes, start)
  const localGroups = reader.u32()
  const localsStart = reader.offset
  let locals = 0
  for (let i = 0; i < localGroups; i++) {
    locals += reader.u32()
    checkSize('locals of a function', locals, sizeLimits.localsPerFunction, start)
    readValueType(reader)
  }
  const code = { start: reader.offset, end: start + length }
  if (code.end <= code.start) throw new ModuleError('invalid', 'a function has no instructions', start)
  reader.skip(code.end - code.start)
  return { type, localsStart, localGroups, locals, code }
}
