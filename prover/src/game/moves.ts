import type { StateWords } from '../machine/state.ts'
import type { Ending } from './ending.ts'

/** The provider names the length of its execution and shows a last state that says what its receipt says. */
export interface Defence {
  kind: 'defend'
  steps: bigint
  last: Ending
  points: bigint[]
}

/** The provider cuts what is denied. */
export interface Split {
  kind: 'split'
  points: bigint[]
}

/** The challenger accepts where a section begins, and denies where it ends. */
export interface Pick {
  kind: 'pick'
  section: number
  from: bigint
  to: bigint
  /** In the tree over the cut's sections. */
  path: bigint[]
}

/** The challenger shows where the one step leads that is left. */
export interface Proof {
  kind: 'prove'
  before: StateWords
  /** Hash of the state after it, as the provider says. */
  claimed: bigint
  witness: bigint[]
}

export type Move = Defence | Split | Pick | Proof

/** There is no move that wins: the other side is right, as far as this side can compute. */
export class NothingToSayError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'NothingToSayError'
  }
}
