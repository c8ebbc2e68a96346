import { FastMachine, type Snapshot } from '../fast/fast.ts'
import type { Image } from '../image.ts'
import { Status } from '../isa.ts'
import { codeTree } from '../machine/load.ts'
import type { Context, Machine } from '../machine/machine.ts'
import type { StateWords } from '../machine/state.ts'
import type { Tree } from '../machine/tree.ts'
import { KeptStates } from './kept.ts'

/** A step as the contract wants it. */
export interface ProvedStep {
  context: Context
  before: StateWords
  witness: bigint[]
  /** Hash of the state after it. */
  after: bigint
}

/** More steps than any execution is let run. */
const ENDLESS = 1n << 62n
/** What kept states may take together, bytes: the machine itself and its process need the rest of a gigabyte. */
const MOST_KEPT = 256 * 2 ** 20
/** Steps between the first states that are kept while steps are counted. */
const SPACING = 1n << 20n
/** States that are kept while steps are counted: eight for each point of a cut, so that going back costs a sixteenth of it. */
const MOST_COUNTED = 256

export interface ExecutionOptions {
  /** Most that kept states take together, bytes; the first one is always kept. */
  mostKept?: number
  /** Steps between states that are kept while steps are counted, until they become too many. */
  spacing?: bigint
}

/**
 * One execution, whose states can be asked for in any order: it is run once, and again in parts from the nearest state that
 * is kept. While steps are counted, states are kept at even distances, so that those parts are short; states that were asked
 * for are kept until `narrow`. Where they take too much, fewer are kept, still spread over the whole.
 */
export class Execution {
  readonly #fast: FastMachine
  readonly #code: Tree
  readonly #mostKept: number
  readonly #spacing: bigint
  readonly #kept = new KeptStates()
  /** Of the machine; negative where it is in no state of the execution. */
  #step = 0n
  #length: bigint | undefined
  #made = 0n

  /** @param prepare - writes arguments or a request into the machine before its first step */
  constructor(
    image: Image,
    pc: number,
    prepare: (machine: FastMachine) => void = () => {},
    { mostKept = MOST_KEPT, spacing = SPACING }: ExecutionOptions = {},
  ) {
    this.#fast = new FastMachine(image)
    this.#code = codeTree(image)
    this.#mostKept = mostKept
    this.#spacing = spacing
    this.#fast.registers = { ...this.#fast.registers, pc }
    prepare(this.#fast)
    this.#keep()
  }

  /** Steps until it halts or traps. */
  get length(): bigint {
    this.#length ??= this.#count()
    return this.#length
  }

  /** Steps that were made so far, those that were made again among them. */
  get made(): bigint {
    return this.#made
  }

  /** What states take that are kept, bytes. */
  get keptBytes(): number {
    return this.#kept.bytes
  }

  /** The machine after `step` steps; after its end it stays as it is. */
  at(step: bigint): FastMachine {
    const nearest = this.#nearest(step)
    if (this.#step > step || nearest.step > this.#step) this.#restore(nearest)
    this.#run(step - this.#step)
    return this.#fast
  }

  hashAt(step: bigint): bigint {
    const hash = this.at(step).hash()
    this.#keep()
    return hash
  }

  /** Hashes of the states between `from` and `to` that cut it into `sections` equal parts, as the game has them. */
  boundaries(from: bigint, to: bigint, sections: number): bigint[] {
    const parts = to - from < BigInt(sections) ? Number(to - from) : sections
    return Array.from({ length: parts - 1 }, (_, i) =>
      this.hashAt(from + ((to - from) * BigInt(i + 1)) / BigInt(parts)),
    )
  }

  /** Forgets the states outside of these, but for the last before them. */
  narrow(from: bigint, to: bigint): void {
    this.#nearest(from)
    this.#kept.narrow(from, to)
  }

  /** The reference machine after `step` steps: its trees can be opened. */
  reference(step: bigint): Machine {
    return this.at(step).reference(this.#code)
  }

  /** The step that follows the first `step` steps, with its witness. */
  prove(step: bigint): ProvedStep {
    const machine = this.reference(step)
    const context = machine.context()
    const { before, witness } = machine.prove()
    return { context, before, witness, after: machine.hash() }
  }

  get halted(): boolean {
    return this.at(this.length).registers.status === Status.Halted
  }

  /** Runs on to the end, and keeps states at multiples of a distance that doubles where they are too many. */
  #count(): bigint {
    const furthest = this.#nearest(ENDLESS)
    if (furthest.step > this.#step) this.#restore(furthest)
    for (let spacing = this.#spacing; this.#fast.registers.status === Status.Running; ) {
      this.#run(spacing - (this.#step % spacing))
      this.#kept.add(this.#step, this.#fast.snapshot())
      while (this.#kept.size > 1 && (this.#kept.size > MOST_COUNTED || this.#isTooMuch())) {
        spacing *= 2n
        this.#kept.thin((step) => step % spacing === 0n)
      }
    }
    const length = this.#step
    this.#keep()
    return length
  }

  #run(most: bigint): void {
    const before = this.#step
    // while it fails it is nowhere
    this.#step = -1n
    const steps = this.#fast.run(most)
    this.#step = before + steps
    this.#made += steps
  }

  #restore({ step, snapshot }: { step: bigint; snapshot: Snapshot }): void {
    this.#fast.restore(snapshot)
    this.#step = step
  }

  #keep(): void {
    this.#kept.add(this.#step, this.#fast.snapshot())
    while (this.#kept.size > 2 && this.#isTooMuch()) this.#kept.dropLeast()
  }

  #isTooMuch(): boolean {
    return this.#kept.bytes > this.#mostKept
  }

  #nearest(step: bigint) {
    const nearest = this.#kept.nearest(step)
    if (!nearest) throw new RangeError(`step is ${step}; states before the kept ones were given up by narrow`)
    return nearest
  }
}
