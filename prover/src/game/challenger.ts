import { type Move, NothingToSayError } from './moves.ts'
import { type Position, pointAt, sectionTree } from './rules.ts'
import type { Trace } from './trace.ts'

/**
 * The next move of whoever says that a receipt is wrong.
 * @throws NothingToSayError where the provider's states are this side's too.
 */
export function challengerMove(position: Position, trace: Trace): Move {
  const { turn, first, width, points } = position
  trace.narrow(first, first + width)
  if (turn === 'pick') return pick(position, trace)
  if (turn !== 'prove') throw new RangeError(`turn is ${turn}; the challenger's are pick and prove`)
  const claimed = points.at(-1) as bigint
  if (trace.hashAt(first + 1n) === claimed) throw new NothingToSayError(`step ${first} leads where the provider says`)
  const { before, witness } = trace.prove(first)
  return { kind: 'prove', before, claimed, witness }
}

/** The first state that differs ends the section: the one before it is agreed. */
function pick(position: Position, trace: Trace): Move {
  const { first, width, points } = position
  const sections = points.length - 1
  for (let section = 0; section < sections; section++) {
    const [from, to] = [points[section] as bigint, points[section + 1] as bigint]
    if (trace.hashAt(pointAt(position, sections, section + 1)) === to) continue
    const path = sectionTree(points).open(section).slice(1)
    return { kind: 'pick', section, from, to, path }
  }
  throw new NothingToSayError(`all states from step ${first} to ${first + width} are as the provider says`)
}
