import type { Image } from '../image.ts'
import type { StateWords } from '../machine/state.ts'

/** How a call of an export ended. */
export interface Outcome {
  /** `fuel`: it did not end within the steps that it was given. */
  status: 'halted' | 'trapped' | 'fuel'
  /** Where it trapped. */
  pc: number
  /** One for each result of the type; none where it did not halt. */
  results: bigint[]
  steps: number
}

/** An image that is being run: what a call leaves in globals and memory is there for the next. */
export interface Instance {
  /** Calls the stub at `pc`, for at most `fuel` steps. */
  call(pc: number, args: bigint[], results: number, fuel: number): Outcome
  /** A slot counted from 0. */
  slot(index: number): bigint
  setSlot(index: number, value: bigint): void
  state(): StateWords
}

/** An implementation of the machine. */
export interface Target {
  name: string
  load(image: Image): Instance
}
