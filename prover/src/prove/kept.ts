import type { Snapshot } from '../fast/fast.ts'
import { PAGE_BYTES } from '../fast/layout.ts'
import { isEmpty, type Page } from '../fast/pages.ts'

/** What a page takes besides its bytes: two arrays, their buffers, the object. */
const PAGE_OVERHEAD = 512
/** Of a state's list of pages, for each. */
const REFERENCE_BYTES = 8

interface Kept {
  step: bigint
  snapshot: Snapshot
  /** What it takes that the state before it does not hold too. */
  own: number
}

/** States of one execution in the order of their steps. What states share with their neighbour counts once. */
export class KeptStates {
  #states: Kept[] = []
  #bytes = 0

  get size(): number {
    return this.#states.length
  }

  /** At least what they take in memory. */
  get bytes(): number {
    return this.#bytes
  }

  get steps(): bigint[] {
    return this.#states.map(({ step }) => step)
  }

  has(step: bigint): boolean {
    return this.nearest(step)?.step === step
  }

  /** The last one at `step` or before it. */
  nearest(step: bigint): Kept | undefined {
    return this.#states[this.#after(step) - 1]
  }

  /** Where there is one of this step already, nothing happens. */
  add(step: bigint, snapshot: Snapshot): void {
    if (this.has(step)) return
    const at = this.#after(step)
    this.#states.splice(at, 0, { step, snapshot, own: 0 })
    this.#count(at)
    this.#count(at + 1)
  }

  /** Drops those for which `keeps` says no, never the first. */
  thin(keeps: (step: bigint) => boolean): void {
    this.#states = this.#states.filter(({ step }, i) => i === 0 || keeps(step))
    this.#recount()
  }

  /** Drops those before the last one at `from` or before it, and those after `to`. */
  narrow(from: bigint, to: bigint): void {
    this.#states = this.#states.slice(Math.max(0, this.#after(from) - 1), this.#after(to))
    this.#recount()
  }

  /** Drops the one whose neighbours are nearest to each other: it saves the fewest steps. Never the first or the last. */
  dropLeast(): void {
    let [least, span] = [-1, 0n]
    for (let i = 1; i < this.#states.length - 1; i++) {
      const wide = (this.#states[i + 1] as Kept).step - (this.#states[i - 1] as Kept).step
      if (least < 0 || wide < span) [least, span] = [i, wide]
    }
    if (least < 0) return
    this.#bytes -= (this.#states[least] as Kept).own
    this.#states.splice(least, 1)
    this.#count(least)
  }

  /** How many are at `step` or before it. */
  #after(step: bigint): number {
    let [low, high] = [0, this.#states.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#states[middle] as Kept).step <= step) low = middle + 1
      else high = middle
    }
    return low
  }

  #recount(): void {
    this.#bytes = 0
    for (const [i, state] of this.#states.entries()) {
      state.own = 0
      this.#count(i)
    }
  }

  #count(at: number): void {
    const state = this.#states[at]
    if (!state) return
    const own = ownBytes(state.snapshot, this.#states[at - 1]?.snapshot.pages ?? [])
    this.#bytes += own - state.own
    state.own = own
  }
}

function ownBytes({ slots, table, pages }: Snapshot, before: readonly Page[]): number {
  let fresh = 0
  for (let i = 0; i < pages.length; i++) {
    const page = pages[i] as Page
    if (page !== before[i] && !isEmpty(page)) fresh++
  }
  return slots.length + table.length + pages.length * REFERENCE_BYTES + fresh * (PAGE_BYTES + PAGE_OVERHEAD)
}
