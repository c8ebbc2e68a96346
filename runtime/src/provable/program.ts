import { findFreeFunctions } from '../analyse/free.ts'
import { scanModule } from '../analyse/scan.ts'
import { packCounter } from '../counter.ts'
import { decodeModule } from '../decode/module.ts'
import { emitModule } from '../emit/module.ts'
import { HostFailureError, ModuleError } from '../errors.ts'
import { completeLimits } from '../limits.ts'
import { compile, validateByEngine } from '../program.ts'
import { type Abi, detectAbi } from '../validate/abi.ts'
import { checkImports } from '../validate/imports.ts'
import { checkLimits } from '../validate/limits.ts'
import { versionConstants } from './constants.ts'
import { firstInstance } from './instance.ts'
import { merge } from './merge.ts'
import { checkSubset } from './subset.ts'
import { MOST_CONTENT } from './window.ts'

/** What a version's config says of its program. All of it is in the program, and so in the image hash. */
export interface ProvableOptions {
  /** Most fuel of one run, an integer from 0 to 2^32. */
  fuel: bigint
  /** Largest memory, in pages of 64 KiB, at most 2^15. */
  memoryPages: number
  /** Largest response, in bytes; more than 65,536 are 65,536. */
  outputBytes: number
  /** Environment variables. */
  env: Readonly<Record<string, string>>
}

/**
 * A program that worker and prover run: guest, WASI and metering in one module without imports. Plain data: it can be posted to
 * another thread, compiled code included.
 */
export interface ProvableProgram {
  readonly tier: 'provable'
  readonly abi: Abi
  /** What runs, here and on the machine. The image hash is a function of these bytes. */
  readonly bytes: Uint8Array
  readonly module: WebAssembly.Module
  /** Most fuel of one run. */
  readonly fuel: bigint
  /** Call depth, in stack slots. */
  readonly stackSlots: number
  /** Indices of mutable globals, the counter not among them. */
  readonly mutableGlobals: readonly number[]
  /** The code changes its table or drops segments, so that every run needs an instance of its own. */
  readonly changesTables: boolean
  /** Float instructions of the guest: running one traps. Where the first one is, in the module that was given. */
  readonly floats: { readonly count: number; readonly first: number | undefined }
}

/** Frames of the machine share 2^16 slots with its globals, which are fewer than 2^13; a frame counts no less than it takes. */
export const PROVABLE_STACK_SLOTS = 49_152
export const MOST_PROVABLE_PAGES = 1 << 15
/** What anybody who denies or defends a receipt can run again in seconds. */
export const MOST_PROVABLE_FUEL = 1n << 32n

/**
 * Makes a provable program of a module (docs/proof-of-processing.md, Program).
 *
 * @example
 * const program = provable(bytes, { fuel: 10_000_000n, memoryPages: 64, outputBytes: 65_536, env: {} })
 * const { status, output } = new ProvableSandbox(program).invoke(encodeRequest(request), { seed: requestHash, timeNs })
 *
 * @throws ModuleError The module or an option is refused, with the reason and, where one is to blame, a byte offset in `source`.
 * @throws HostFailureError This engine lacks multi-memory, or memory.
 */
export function provable(source: Uint8Array, options: ProvableOptions): ProvableProgram {
  const { bytes, ...rest } = provableBytes(source, options)
  const program = { ...rest, bytes, module: compile(bytes) }
  firstInstance(program)
  return program
}

function provableBytes(source: Uint8Array, options: ProvableOptions): Omit<ProvableProgram, 'module'> {
  const { fuel, memoryPages, outputBytes, env } = options
  check('fuel', fuel, MOST_PROVABLE_FUEL)
  check('memoryPages', memoryPages, MOST_PROVABLE_PAGES)
  check('outputBytes', outputBytes, Number.MAX_SAFE_INTEGER)
  const limits = completeLimits({ memoryPages })
  const layout = decodeModule(source)
  validateByEngine(source)
  checkImports(layout)
  checkLimits(layout, limits)
  const guest = detectAbi(layout)
  const floats = checkSubset(layout)
  const constants = versionConstants(Math.min(outputBytes, MOST_CONTENT), env, guest.abi === 'command')

  const merged = decodeModule(merge(layout, guest, floats, constants), 2)
  if (!WebAssembly.validate(merged.bytes as BufferSource)) {
    throw new HostFailureError('this engine cannot run provable programs: they have two memories, as of Node 22')
  }
  const plan = scanModule(merged, true)
  const entry = detectAbi(merged)
  for (const index of entry.functions.values()) plan.pinned[index] = 1
  findFreeFunctions(plan)
  const counter = packCounter(fuel, PROVABLE_STACK_SLOTS)
  const emitted = emitModule(plan, entry, limits, { cacheFuel: true, counter })
  return {
    tier: 'provable',
    abi: guest.abi,
    bytes: emitted.bytes.slice(),
    fuel,
    stackSlots: PROVABLE_STACK_SLOTS,
    mutableGlobals: emitted.mutableGlobals,
    changesTables: plan.changesTables,
    floats: { count: floats.places.length, first: floats.places[0]?.start },
  }
}

function check(name: string, value: number | bigint, most: number | bigint): void {
  const isInteger = typeof value === 'bigint' || Number.isInteger(value)
  if (isInteger && value >= 0 && value <= most) return
  throw new ModuleError('limit', `${name} is ${value}, allowed for a provable version is an integer from 0 to ${most}`)
}
