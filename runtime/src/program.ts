import { findFreeFunctions } from './analyse/free.ts'
import { scanModule } from './analyse/scan.ts'
import { packCounter } from './counter.ts'
import { decodeModule } from './decode/module.ts'
import { emitModule } from './emit/module.ts'
import { ModuleError } from './errors.ts'
import { completeLimits, type Limits } from './limits.ts'
import { type Abi, detectAbi } from './validate/abi.ts'
import { checkImports } from './validate/imports.ts'
import { checkLimits } from './validate/limits.ts'

/** A module made ready to run. Plain data: it can be posted to another thread, compiled code included. */
export interface Program {
  readonly abi: Abi
  readonly limits: Readonly<Limits>
  readonly module: WebAssembly.Module
  /** The original bytes. */
  readonly source: Uint8Array
  /** Indices of mutable globals, which a snapshot holds beside the memory. */
  readonly mutableGlobals: readonly number[]
  /** The code changes tables or drops segments, so that every invocation needs an instance of its own. */
  readonly changesTables: boolean
  /** Some functions keep the fuel counter in a local, so that it is behind where the engine traps. */
  readonly cachesFuel: boolean
  /** Size of the instrumented module, in bytes. */
  readonly instrumentedBytes: number
}

/** Instrumented bytes before compilation. */
export interface Instrumented extends Omit<Program, 'module'> {
  bytes: Uint8Array
}

/**
 * Validates, instruments and compiles a module (WebAssembly core specification 2.0).
 *
 * @example
 * const program = prepare(await readFile('module.wasm'), { memoryPages: 64 })
 * const { status, output } = new Sandbox(program).invoke(body, { fuel: 1_000_000n })
 *
 * @param source The original module; its bytes must not be changed afterwards.
 * @param limits What differs from `defaultLimits`.
 * @throws ModuleError The module is refused, with the reason and, where one is to blame, a byte offset.
 */
export function prepare(source: Uint8Array, limits?: Partial<Limits>): Program {
  const { bytes, ...rest } = instrument(source, limits)
  return { ...rest, module: compile(bytes) }
}

/** Options of `instrument` beside the limits. */
export interface InstrumentOptions {
  /** False: keep the counter in its global only, so that it is exact even where the engine traps. */
  cacheFuel?: boolean
}

/**
 * `prepare` without the compilation. The engine validates the original before anything is inserted: an index that is
 * out of range there could otherwise land on something injected.
 *
 * @throws ModuleError
 */
export function instrument(
  source: Uint8Array,
  limits?: Partial<Limits>,
  options: InstrumentOptions = {},
): Instrumented {
  const complete = completeLimits(limits)
  const layout = decodeModule(source)
  validateByEngine(source)
  checkImports(layout)
  checkLimits(layout, complete)
  const guest = detectAbi(layout)
  const plan = scanModule(layout)
  for (const index of guest.functions.values()) plan.pinned[index] = 1
  findFreeFunctions(plan)
  const { bytes, mutableGlobals, cachesFuel } = emitModule(plan, guest, complete, {
    cacheFuel: options.cacheFuel ?? true,
    // Nothing runs before the host has set it.
    counter: packCounter(0n, 0),
  })
  return {
    abi: guest.abi,
    limits: complete,
    source,
    bytes,
    mutableGlobals,
    changesTables: plan.changesTables,
    cachesFuel,
    instrumentedBytes: bytes.length,
  }
}

/** The same program with the fuel counter in its global only: slower, and exact wherever it ends. */
export function exactProgram(program: Program): Program {
  const { bytes, ...rest } = instrument(program.source, program.limits, { cacheFuel: false })
  return { ...rest, module: compile(bytes) }
}

/** @throws ModuleError (`invalid`) With the engine's words. */
export function validateByEngine(source: Uint8Array): void {
  if (WebAssembly.validate(source as BufferSource)) return
  try {
    new WebAssembly.Module(source as BufferSource)
  } catch (error) {
    throw new ModuleError('invalid', error instanceof Error ? error.message : String(error))
  }
  throw new ModuleError('invalid', 'the engine refuses the module')
}

export function compile(bytes: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes as BufferSource)
  } catch (error) {
    throw new ModuleError('limit', `the instrumented module does not compile: ${String(error)}`)
  }
}
