import type { Move } from '../../src/game/moves.ts'
import { type Position, pointAt, sectionsOf, sectionTree } from '../../src/game/rules.ts'
import { hashState } from '../../src/machine/state.ts'
import { hashWords } from '../../src/machine/words.ts'

/** The rules of contracts/Disputes.sol, without clocks and money. @throws what the contract refuses */
export class Table {
  position: Position = { turn: 'defend', first: 0n, width: 0n, points: [] }
  winner: 'provider' | 'challenger' | undefined
  moves = 0
  readonly #start: bigint
  /** What follows a state that both agree on: the one-step contract. */
  readonly #follows: (step: bigint) => bigint

  constructor(start: bigint, follows: (step: bigint) => bigint) {
    this.#start = start
    this.#follows = follows
  }

  play(move: Move): void {
    if (this.winner !== undefined) throw new Error('the game is over')
    if (move.kind !== this.position.turn) throw new Error(`${move.kind} at ${this.position.turn}`)
    this.moves++
    if (move.kind === 'defend') this.#defend(move)
    else if (move.kind === 'split') this.#post(move.points, this.position.points as [bigint, bigint])
    else if (move.kind === 'pick') this.#pick(move)
    else this.#prove(move)
  }

  /** The clock of whoever has to move runs out. */
  timeout(): void {
    this.winner = ['defend', 'split'].includes(this.position.turn) ? 'challenger' : 'provider'
  }

  #defend({ steps, last, points }: Extract<Move, { kind: 'defend' }>): void {
    if ((last.state.regs & 0xffn) === 0n) throw new Error('the last state runs')
    this.position = { ...this.position, first: 0n, width: steps }
    this.#post(points, [this.#start, hashState(last.state)])
  }

  #post(points: bigint[], [from, to]: [bigint, bigint]): void {
    if (points.length !== sectionsOf(this.position.width) + 1) throw new Error(`${points.length} points`)
    if (points[0] !== from || points.at(-1) !== to) throw new Error('other ends')
    this.position = { ...this.position, turn: 'pick', points }
  }

  #pick({ section, from, to, path }: Extract<Move, { kind: 'pick' }>): void {
    const { points } = this.position
    let node = hashWords(from, to)
    path.forEach((sibling, level) => {
      node = (section >> level) & 1 ? hashWords(sibling, node) : hashWords(node, sibling)
    })
    if (node !== sectionTree(points).root()) throw new Error('another section')
    const sections = points.length - 1
    const first = pointAt(this.position, sections, section)
    const width = pointAt(this.position, sections, section + 1) - first
    this.position = { turn: width === 1n ? 'prove' : 'split', first, width, points: [from, to] }
  }

  #prove({ before, claimed }: Extract<Move, { kind: 'prove' }>): void {
    const [from, to] = this.position.points
    if (hashState(before) !== from || claimed !== to) throw new Error('other states than the section is between')
    if (this.#follows(this.position.first) === claimed) throw new Error('the step is right')
    this.winner = 'challenger'
  }
}
