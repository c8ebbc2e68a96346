/** The rules of the game that both sides and the contract share: docs/proof-of-processing.md, The game. */
import { Tree } from '../machine/tree.ts'
import { hashWords } from '../machine/words.ts'

/** Most sections of one cut. */
export const SECTIONS = 32
const SECTIONS_DEPTH = 5

/** Whose move it is, by what the move is. The provider defends and splits, the challenger picks and proves. */
export type Turn = 'defend' | 'split' | 'pick' | 'prove'

/** A game as the chain says it stands. */
export interface Position {
  turn: Turn
  /** Steps before what is denied. */
  first: bigint
  /** Steps in what is denied; 0 before the defence. */
  width: bigint
  /**
   * Hashes of states that the provider claims, those at both ends among them: to pick from, those of its last cut; to split
   * or prove, the two ends of the section that was denied; none before the defence.
   */
  points: readonly bigint[]
}

/** How many sections so many steps are cut into. */
export function sectionsOf(width: bigint): number {
  return width < BigInt(SECTIONS) ? Number(width) : SECTIONS
}

/** Steps before point `index` of a cut into so many sections. */
export function pointAt({ first, width }: Pick<Position, 'first' | 'width'>, sections: number, index: number): bigint {
  return first + (width * BigInt(index)) / BigInt(sections)
}

/** The tree over the sections of a cut; those that are missing are zero. */
export function sectionTree(points: readonly bigint[]): Tree {
  const tree = new Tree(SECTIONS_DEPTH)
  for (let i = 1; i < points.length; i++) tree.set(i - 1, hashWords(points[i - 1] as bigint, points[i] as bigint))
  return tree
}
