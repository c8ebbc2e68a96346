import { ModuleError } from '@lambda-bourse/runtime'
import type { FunctionType, Image, Statistics } from '../image.ts'
import { IMAGE_VERSION } from '../image.ts'
import { type Instruction, instruction, MOST_PAGES, Op, RESULTS, TABLE, WINDOW_BYTES } from '../isa.ts'
import { type Callee, MOST_INSTRUCTIONS } from './code.ts'
import type { Context } from './context.ts'
import { type LoweredFunction, lowerFunction } from './function.ts'
import type { Helper } from './helpers.ts'
import type { Imports } from './imports.ts'
import { initialMemory, initialSlots } from './initial.ts'
import { exportsOf, type Module, readModule } from './module.ts'
import { constant, fields, global } from './operands.ts'
import { SegmentPlaces } from './segment-places.ts'
import { TrapCode } from './traps.ts'

export interface LowerOptions {
  /** Most pages of the guest's memory; `memory.grow` beyond them answers -1. At most (and by default) 2^15. */
  maxPages?: number
  /** What imports become; the default refuses them all. */
  imports?: Imports
  /**
   * Takes the module's second memory for the window of request and response. Its loads and stores are bounded by the
   * window, not by the size that the module gives the memory.
   */
  io?: boolean
  /** False, to measure what folding saves: operands are moved, each by a step of its own. It is another image. */
  fold?: boolean
}

const PAGE_BYTES = 65_536

/**
 * Lowers a module to an image, the same one wherever it is done.
 *
 * @throws `ModuleError`, with the byte offset, for what the machine cannot run.
 * @throws `InstantiationTrap` for a module whose active segments are out of bounds.
 */
export function lower(bytes: Uint8Array, options: LowerOptions = {}): Image {
  const module = readModule(bytes, options.imports ?? {}, options.io ?? false)
  checkSizes(module)
  return new Lowering(module, options.fold ?? true).image(options.maxPages ?? MOST_PAGES)
}

function checkSizes({ memory, table, window }: Module): void {
  const check = (what: string, found: number, most: number) => {
    if (found > most) throw new ModuleError('limit', `${what} is ${found}, allowed are at most ${most}`)
  }
  check('memory in pages', memory?.min ?? 0, MOST_PAGES)
  check('request and response window in pages', window?.min ?? 0, WINDOW_BYTES / PAGE_BYTES)
  check('table in entries', table?.min ?? 0, TABLE)
}

/** One run of lowering: the functions' code is appended to the image's, calls are filled in at the end. */
class Lowering implements Context {
  readonly module: Module
  readonly fold: boolean
  readonly statistics: Statistics = { wasm: 0, lowered: 0, floats: 0 }
  readonly #typeNumbers: bigint[]
  readonly #segments: SegmentPlaces
  readonly #code: Instruction[] = []
  readonly #calls: { at: number; callee: Callee }[] = []
  readonly #entries = new Map<Callee, number>()
  readonly #helpers = new Map<string, Helper>()

  constructor(module: Module, fold: boolean) {
    this.module = module
    this.fold = fold
    this.#typeNumbers = numberTypes(module.types)
    this.#segments = new SegmentPlaces(module)
  }

  typeNumber(index: number): bigint {
    return this.#typeNumbers[index] as bigint
  }

  typeOf(functionIndex: number): FunctionType {
    return this.module.types[this.module.functions[functionIndex] as number] as FunctionType
  }

  globalPlace(index: number) {
    return global(RESULTS + index)
  }

  dataSegment(index: number) {
    return this.#segments.data[index] as SegmentPlaces['data'][number]
  }

  elementSegment(index: number) {
    return this.#segments.elements[index] as SegmentPlaces['elements'][number]
  }

  helper(helper: Helper): string {
    this.#helpers.set(helper.name, helper)
    return helper.name
  }

  image(maxPages: number): Image {
    const { module } = this
    this.#code.push(instruction(Op.Trap, { imm: TrapCode.Unreachable }))
    module.imported.forEach((effect, index) => {
      this.#appendImport(index, effect)
    })
    module.bodies.forEach((body, i) => {
      this.#append(module.imported.length + i, lowerFunction(this, body))
    })
    for (const helper of this.#helpers.values()) this.#append(helper.name, { code: helper.code(), zeros: [] })
    const exports = new Map<string, { pc: number; type: FunctionType }>()
    for (const { name, index } of exportsOf(module, 'Function')) exports.set(name, this.#appendStub(index))
    const start = module.start === undefined ? undefined : this.#appendStub(module.start).pc
    this.#link()
    const globals = exportsOf(module, 'Global').map(({ name, index }) => {
      return [name, { slot: this.globalPlace(index).slot, type: module.globals[index]?.type ?? 0 }] as const
    })
    const entryOf = (index: number) =>
      (this.typeNumber(module.functions[index] as number) << 32n) | BigInt(this.#entry(index))
    this.statistics.lowered = this.#code.length
    return {
      version: IMAGE_VERSION,
      code: this.#code,
      slots: initialSlots(module, this.#segments, entryOf),
      memory: initialMemory(module, this.#segments, entryOf),
      pages: module.memory?.min ?? 0,
      maxPages: module.memory ? Math.min(module.memory.max ?? maxPages, maxPages) : 0,
      fp0: this.#segments.fp0,
      exports,
      globals: new Map(globals),
      start,
      statistics: this.statistics,
    }
  }

  #append(callee: Callee, { code, zeros }: LoweredFunction): void {
    const pc = this.#code.length
    const prologue = zeros.map((place) => instruction(Op.Move, fields(constant(0n), undefined, place)))
    for (const ins of code.link(pc, prologue)) this.#code.push(ins)
    if (this.#code.length > MOST_INSTRUCTIONS) {
      throw new ModuleError(
        'limit',
        `code in instructions is ${this.#code.length}, allowed are at most ${MOST_INSTRUCTIONS}`,
      )
    }
    this.#entries.set(callee, pc)
    for (const call of code.calls) this.#calls.push({ at: call.at + pc + zeros.length, callee: call.callee })
  }

  /** For when it is exported or in the table: a call of it by name does without. */
  #appendImport(index: number, effect: 'ignore' | 'trap'): void {
    const { parameters, results } = this.typeOf(index)
    this.#entries.set(index, this.#code.length)
    const zero = { ...fields(constant(0n), undefined), d: -1 - parameters.length, imm: 1n }
    if (effect === 'trap') this.#code.push(instruction(Op.Trap, { imm: TrapCode.Unreachable }))
    else this.#code.push(instruction(Op.Return, results.length > 0 ? zero : {}))
  }

  #appendStub(index: number): { pc: number; type: FunctionType } {
    const type = this.typeOf(index)
    const pc = this.#code.length
    this.#calls.push({ at: pc, callee: index })
    this.#code.push(instruction(Op.Call, { d: type.parameters.length + 1 }), instruction(Op.Halt))
    return { pc, type }
  }

  #entry(callee: Callee): number {
    return this.#entries.get(callee) as number
  }

  #link(): void {
    for (const { at, callee } of this.#calls) {
      const ins = this.#code[at] as Instruction
      ins.imm = BigInt(this.#entry(callee))
    }
  }
}

/** From 1 on, in the order in which types first appear. */
function numberTypes(types: FunctionType[]): bigint[] {
  const numbers = new Map<string, bigint>()
  return types.map(({ parameters, results }) => {
    const key = `${parameters.join()}>${results.join()}`
    const number = numbers.get(key) ?? BigInt(numbers.size + 1)
    numbers.set(key, number)
    return number
  })
}
