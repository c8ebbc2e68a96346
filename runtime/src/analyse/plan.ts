import type { ModuleLayout } from '../decode/types.ts'

/**
 * A growable table of 32-bit integers, four to a row. The analysis keeps what it finds in tables rather than objects,
 * since modules have 10^5 rows.
 */
export class Table {
  #data: Int32Array
  rows = 0

  constructor(rows: number) {
    this.#data = new Int32Array(rows << 2)
  }

  /** Adds a row and answers its number. */
  push(first: number, second: number, third: number, fourth: number): number {
    const at = this.rows << 2
    if (at === this.#data.length) this.#grow()
    const data = this.#data
    data[at] = first
    data[at + 1] = second
    data[at + 2] = third
    data[at + 3] = fourth
    return this.rows++
  }

  at(row: number, field: number): number {
    return this.#data[(row << 2) + field] as number
  }

  set(row: number, field: number, value: number): void {
    this.#data[(row << 2) + field] = value
  }

  add(row: number, field: number, amount: number): void {
    const at = (row << 2) + field
    this.#data[at] = (this.#data[at] as number) + amount
  }

  #grow(): void {
    const larger = new Int32Array(this.#data.length * 2)
    larger.set(this.#data)
    this.#data = larger
  }
}

/** What is to be inserted at an event. */
export const EventKind = {
  /** Function entry or loop head: charge the segment and check. Argument: segment. */
  Head: 0,
  /** Start of any other segment: charge it. Argument: segment. */
  Charge: 1,
  /** Before and after a call. Argument: function index, -1 for an indirect call. */
  BeforeCall: 2,
  AfterCall: 3,
  /** `return`, to be replaced by a branch to the end of the body. */
  Return: 4,
  /** `unreachable`: the fuel must be written back. */
  Unreachable: 5,
  /** Before a bulk instruction; its length is on top of the stack. Argument: how far to shift it for the fuel. */
  Bulk: 6,
  /** Around `memory.grow`. */
  BeforeMemoryGrow: 7,
  AfterMemoryGrow: 8,
  /** Around `table.grow`. Argument: table. */
  BeforeTableGrow: 9,
  AfterTableGrow: 10,
  /** A float on top of the stack is about to be seen bit by bit: make its NaN canonical. */
  CanonicalF32: 11,
  CanonicalF64: 12,
} as const

/**
 * A segment is a run of instructions that is entered only at its start (a basic block, widened over calls). Its fuel is
 * charged when it is entered.
 */
export const Segment = {
  Cost: 0,
  /** The segment that is always executed before this one and has not been left by a loop, -1 for heads. */
  Dominator: 1,
  LoopDepth: 2,
  /** Fuel of small segments that are charged with this one. */
  Folded: 3,
} as const

/** A place where the emitter inserts code. */
export const Event = {
  Position: 0,
  /** An `EventKind`. */
  Kind: 1,
  Argument: 2,
  /** Labels around the place: the branch depth that leaves the function's body. */
  Nesting: 3,
} as const

export const Call = {
  /** Function index, -1 for an indirect call. */
  Callee: 0,
  Segment: 1,
} as const

/** What the scanner found in one function; ranges are rows of the plan's tables. */
export interface FunctionPlan {
  /** Index among defined functions. */
  index: number
  parameters: number
  results: number
  /** Parameters and declared locals. */
  locals: number
  /** Greatest height of the operand stack. */
  height: number
  firstSegment: number
  endSegment: number
  firstEvent: number
  endEvent: number
  firstCall: number
  endCall: number
  hasLoop: boolean
  callsIndirectly: boolean
  /** Holds a bulk or grow instruction, whose fuel depends on an operand. */
  hasVariableCost: boolean
  growsMemory: boolean
  growsTable: boolean
  canonicalisesF32: boolean
  canonicalisesF64: boolean
  /** Fuel of the whole function when its callers pay for it (analyse/free.ts), else -1. */
  freeCost: number
  /** Stack slots of a free function and what it calls. */
  freeSlots: number
}

export interface ModulePlan {
  layout: ModuleLayout
  /** Of a program that the machine of docs/proof-of-processing.md runs too (provable/program.ts). */
  provable: boolean
  functions: FunctionPlan[]
  /** Rows of `Segment`, of `Event` and of `Call`. */
  segments: Table
  events: Table
  calls: Table
  /** Functions whose address may be taken, by function index (imports first): 1. */
  pinned: Uint8Array
  /** The code can change a table or drop a segment, which a snapshot does not restore. */
  changesTables: boolean
}
