import { FastMachine, type Snapshot } from '../fast/fast.ts'
import type { Image } from '../image.ts'
import { Status } from '../isa.ts'
import { codeTree } from '../machine/load.ts'
import type { Context, Machine } from '../machine/machine.ts'
import type { StateWords } from '../machine/state.ts'
import type { Tree } from '../machine/tree.ts'

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

export interface ExecutionOptions {
  /** Most that kept states take together, bytes; the first one is always kept. */
  mostKept?: number
}

/**
 * One execution, whose states can be asked for in any order: it is run once, and again in parts from the nearest state that
 * is kept. States that were asked for are kept until `narrow`, or every other one of them where they take too much.
 */
export class Execution {
  readonly #fast: FastMachine
  readonly #code: Tree
  readonly #mostKept: number
  readonly #kept = new Map<bigint, Snapshot>()
  #step = 0n
  #length: bigint | undefined

  /** @param prepare - writes arguments or a request into the machine before its first step */
  constructor(
    image: Image,
    pc: number,
    prepare: (machine: FastMachine) => void = () => {},
    { mostKept = MOST_KEPT }: ExecutionOptions = {},
  ) {
    this.#fast = new FastMachine(image)
    this.#code = codeTree(image)
    this.#mostKept = mostKept
    this.#fast.registers = { ...this.#fast.registers, pc }
    prepare(this.#fast)
    this.#keep()
  }

  /** Steps until it halts or traps. */
  get length(): bigint {
    if (this.#length === undefined) {
      this.#step += this.#fast.run(ENDLESS)
      this.#length = this.#step
      this.#keep()
    }
    return this.#length
  }

  /** The machine after `step` steps; after its end it stays as it is. */
  at(step: bigint): FastMachine {
    const nearest = this.#nearest(step)
    if (this.#step > step || nearest > this.#step) {
      this.#fast.restore(this.#kept.get(nearest) as Snapshot)
      this.#step = nearest
    }
    this.#step += this.#fast.run(step - this.#step)
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
    const first = this.#nearest(from)
    for (const step of this.#kept.keys()) if (step < first || step > to) this.#kept.delete(step)
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

  #keep(): void {
    if (this.#kept.has(this.#step)) return
    this.#kept.set(this.#step, this.#fast.snapshot())
    while (this.#kept.size > 2 && bytesOf(this.#kept.values()) > this.#mostKept) this.#thin()
  }

  /** Drops every other state, never the first: going back takes longer then, and everything still can be asked for. */
  #thin(): void {
    const steps = [...this.#kept.keys()].sort((a, b) => (a < b ? -1 : 1))
    for (let i = 1; i < steps.length; i += 2) this.#kept.delete(steps[i] as bigint)
  }

  #nearest(step: bigint): bigint {
    let best = -1n
    for (const kept of this.#kept.keys()) if (kept <= step && kept > best) best = kept
    if (best < 0n) throw new RangeError(`step is ${step}; states before the kept ones were given up by narrow`)
    return best
  }
}

/** What snapshots take together: pages that several share count once. */
function bytesOf(snapshots: Iterable<Snapshot>): number {
  const pages = new Set<Uint8Array>()
  let bytes = 0
  for (const { slots, table, pages: held } of snapshots) {
    bytes += slots.length + table.length
    for (const page of held) pages.add(page.bytes)
  }
  for (const page of pages) bytes += page.length
  return bytes
}
