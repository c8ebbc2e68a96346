import { MAX_FUEL, MAX_STACK_SLOTS } from './counter.ts'
import { ModuleError } from './errors.ts'

/** What a hosted module may use. Every one of them is part of the result: a receipt is verified under the same limits. */
export interface Limits {
  /** Largest memory, in pages of 64 KiB; `memory.grow` beyond it answers -1. */
  memoryPages: number
  /** Largest size of each table, in elements; `table.grow` beyond it answers -1. */
  tableElements: number
  /** Largest output, in bytes. */
  outputBytes: number
  /** Log bytes kept (stderr; for handlers also stdout); what is written beyond them is dropped. */
  logBytes: number
  /** Call depth, in stack slots: a frame counts its parameters, results, locals, highest operand stack, and 8. */
  stackSlots: number
  /** Fuel for the start function and `_initialize` together. */
  initialiseFuel: bigint
}

/** Limits of a version whose config names none. */
export const defaultLimits: Readonly<Limits> = Object.freeze({
  memoryPages: 256,
  tableElements: 65_536,
  outputBytes: 1_048_576,
  logBytes: 65_536,
  stackSlots: 65_536,
  initialiseFuel: 50_000_000n,
})

/** Sizes a module may have at most, checked before the engine sees it, so that compiling it stays cheap. */
export const sizeLimits = Object.freeze({
  moduleBytes: 16 * 1_048_576,
  types: 10_000,
  functions: 50_000,
  functionBytes: 1_048_576,
  parameters: 256,
  results: 64,
  localsPerFunction: 10_000,
  locals: 2_000_000,
  nesting: 4_096,
  tables: 16,
  globals: 1_000,
  exports: 10_000,
  segments: 20_000,
  elements: 100_000,
})

const ceilings: Record<Exclude<keyof Limits, 'initialiseFuel'>, number> = {
  memoryPages: 65_536,
  tableElements: 1_000_000,
  outputBytes: 256 * 1_048_576,
  logBytes: 256 * 1_048_576,
  stackSlots: MAX_STACK_SLOTS,
}

/** Fills in the defaults; throws `ModuleError` (`limit`) for a value out of range. */
export function completeLimits(given: Partial<Limits> = {}): Limits {
  const limits: Limits = { ...defaultLimits, ...given }
  for (const [name, ceiling] of Object.entries(ceilings) as [keyof typeof ceilings, number][]) {
    const value = limits[name]
    if (!Number.isInteger(value) || value < 0 || value > ceiling) {
      throw new ModuleError('limit', `limits.${name} is ${value}, allowed is an integer from 0 to ${ceiling}`)
    }
  }
  if (limits.initialiseFuel < 0n || limits.initialiseFuel > MAX_FUEL) {
    const allowed = `allowed is an integer from 0 to ${MAX_FUEL}`
    throw new ModuleError('limit', `limits.initialiseFuel is ${limits.initialiseFuel}, ${allowed}`)
  }
  return limits
}

/** Throws `ModuleError` (`limit`) when `value` is above `most`. */
export function checkSize(what: string, value: number, most: number, offset?: number): void {
  if (value > most) throw new ModuleError('limit', `${what} is ${value}, allowed are at most ${most}`, offset)
}
