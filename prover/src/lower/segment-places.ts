import { RESULTS, WINDOW_BYTES, Window } from '../isa.ts'
import type { SegmentPlace } from './context.ts'
import type { Module } from './module.ts'
import { constant, global, type Place } from './operands.ts'

/** Leaves of memory are 32 bytes: a segment begins at one. */
const ALIGNMENT = 32
const ENTRY_BYTES = 8

/**
 * Where passive segments lie: one after the other, data first, then elements as entries of the table. A hidden global
 * after the module's own holds a segment's length.
 */
export class SegmentPlaces {
  readonly data: SegmentPlace[]
  readonly elements: SegmentPlace[]
  /** Lengths, by hidden global, the first one after the module's globals. */
  readonly lengths: bigint[] = []
  #end = 0
  readonly #firstHidden: number

  constructor(module: Module) {
    this.#firstHidden = RESULTS + module.globals.length
    this.data = module.data.map(({ mode, bytes }) => this.#place(mode, bytes.length, 1))
    this.elements = module.elements.map(({ mode, functions }) => this.#place(mode, functions.length, ENTRY_BYTES))
  }

  /** The first slot that is no global. */
  get fp0(): number {
    return this.#firstHidden + this.lengths.length
  }

  /** The address in the memory tree. */
  address({ base }: SegmentPlace): number {
    return Window.Segments * WINDOW_BYTES + Number(base)
  }

  /** Segments that are not passive are empty by the time that anything could read them. */
  #place(mode: string, length: number, bytes: number): SegmentPlace {
    if (mode !== 'passive') return { base: 0n, length: constant(0n), dropped: undefined }
    const base = this.#end
    this.#end = Math.ceil((base + length * bytes) / ALIGNMENT) * ALIGNMENT
    const dropped: Place = global(this.#firstHidden + this.lengths.push(BigInt(length)) - 1)
    return { base: BigInt(base), length: dropped, dropped }
  }
}
