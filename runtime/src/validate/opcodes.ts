import { PrefixedOp } from '../decode/opcodes.ts'
import { ModuleError } from '../errors.ts'

/** Why an opcode outside the allow-list is outside it, first and last opcode included. */
const families: readonly [first: number, last: number, family: string][] = [
  [0x06, 0x0a, 'exception handling'],
  [0x12, 0x13, 'tail call'],
  [0x14, 0x15, 'typed function reference'],
  [0x18, 0x19, 'exception handling'],
  [0x1f, 0x1f, 'exception handling'],
  [0xd3, 0xd6, 'typed function reference'],
  [0xfb, 0xfb, 'garbage collection'],
  [0xfc, 0xfc, 'unknown instruction'],
  [0xfd, 0xfd, 'SIMD'],
  [0xfe, 0xfe, 'threads and atomics'],
]

/** The error for an instruction outside the allow-list. `sub` is the number after a prefix byte. */
export function forbiddenOpcode(op: number, offset: number, sub?: number): ModuleError {
  const family = families.find(([first, last]) => op >= first && op <= last)?.[2] ?? 'unknown instruction'
  const code = `0x${op.toString(16).padStart(2, '0')}${sub === undefined ? '' : ` 0x${sub.toString(16)}`}`
  return new ModuleError('unsupported', `${family} (opcode ${code})`, offset)
}

/** True for the instructions after prefix 0xfc that are allowed: saturating truncation, bulk memory and tables. */
export function isAllowedPrefixed(sub: number): boolean {
  return sub <= PrefixedOp.TableFill
}
