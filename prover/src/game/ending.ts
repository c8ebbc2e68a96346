import { Depth, WINDOW_BYTES, Window } from '../isa.ts'
import type { Machine } from '../machine/machine.ts'
import type { StateWords } from '../machine/state.ts'

/** A last state, opened where its outcome is read. Paths are siblings from the bottom up. */
export interface Ending {
  state: StateWords
  /** The slot that counts fuel and call depth. */
  counter: bigint
  counterPath: bigint[]
  /** The first leaf of the window of request and response: lengths and outcome. */
  header: bigint
  /** To the node over header and request. */
  headerPath: bigint[]
  /** Node over the response's leaves. */
  response: bigint
  /** Node over as many leaves after those. */
  rest: bigint
  /** From the node over all these to the memory's root. */
  windowPath: bigint[]
}

const LEAF_BYTES = 32
/** The window's first leaf. */
const HEADER = (Window.Io * WINDOW_BYTES) / LEAF_BYTES
/** log2 of how many leaves hold header and request; half as many hold the response. */
const REQUEST_HEIGHT = 12

/** Opens the memory's node over header and request before these are written: siblings from the bottom up. */
export function windowPath({ memory }: Machine): bigint[] {
  return memory.open(HEADER).slice(1 + REQUEST_HEIGHT)
}

/** @param counterSlot - the image's */
export function endingOf(machine: Machine, counterSlot: number): Ending {
  const { stack, memory } = machine
  const [counter, ...counterPath] = stack.open(counterSlot) as [bigint, ...bigint[]]
  const [header, ...path] = memory.open(HEADER) as [bigint, ...bigint[]]
  const half = 2 ** (REQUEST_HEIGHT - 1)
  // a node is the sibling of the one beside it
  const beside = (leaf: number) => memory.open(leaf)[REQUEST_HEIGHT] as bigint
  return {
    state: machine.state(),
    counter,
    counterPath,
    header,
    headerPath: path.slice(0, REQUEST_HEIGHT),
    response: beside(HEADER + 3 * half),
    rest: beside(HEADER + 2 * half),
    windowPath: path.slice(REQUEST_HEIGHT + 1, Depth.Memory),
  }
}
