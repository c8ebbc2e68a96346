import type { ModuleLayout } from '../decode/types.ts'

/** A growable column of 32-bit integers: the analysis keeps its tables as columns, since modules have 10^5 rows. */
export class Column {
  data: Int32Array
  length = 0

  constructor(capacity: number) {
    this.data = new Int32Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.data.length) this.#grow()
    this.data[this.length++] = value
  }

  at(index: number): number {
    return this.data[index] as number
  }

  #grow(): void {
    const larger = new Int32Array(this.data.length * 2)
    larger.set(this.data)
    this.data = larger
  }
}

/** Places where the emitter inserts code, in order of position. */
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
  /** Before a bulk instruction; its length is on top of the stack. */
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
export interface Segments {
  cost: Column
  /** The segment that is always executed before this one and has not been left by a loop, -1 for heads. */
  dominator: Column
  loopDepth: Column
}

export interface Events {
  position: Column
  kind: Column
  argument: Column
  /** Labels around the place: the branch depth that leaves the function's body. */
  nesting: Column
}

export interface Calls {
  /** Function index, -1 for an indirect call. */
  callee: Column
  segment: Column
}

/** What the scanner found in one function; ranges are rows of the columns above. */
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
  functions: FunctionPlan[]
  segments: Segments
  events: Events
  calls: Calls
  /** Functions whose address may be taken, by function index (imports first): 1. */
  pinned: Uint8Array
  /** The code can change a table or drop a segment, which a snapshot does not restore. */
  changesTables: boolean
}
