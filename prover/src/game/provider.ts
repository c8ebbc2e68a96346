import { endingOf } from './ending.ts'
import type { Move } from './moves.ts'
import { type Position, pointAt, sectionsOf } from './rules.ts'
import type { Trace } from './trace.ts'

/**
 * The next move of whoever signed the receipt.
 * @param counterSlot - the image's
 */
export function providerMove(position: Position, trace: Trace, counterSlot: number): Move {
  const { turn, first, width } = position
  if (turn === 'split') {
    trace.narrow(first, first + width)
    return { kind: 'split', points: pointsOf(position, trace) }
  }
  if (turn !== 'defend') throw new RangeError(`turn is ${turn}; the provider's are defend and split`)
  const steps = trace.length
  const points = pointsOf({ first: 0n, width: steps }, trace)
  return { kind: 'defend', steps, last: endingOf(trace.reference(steps), counterSlot), points }
}

function pointsOf(span: Pick<Position, 'first' | 'width'>, trace: Trace): bigint[] {
  const sections = sectionsOf(span.width)
  return Array.from({ length: sections + 1 }, (_, i) => trace.hashAt(pointAt(span, sections, i)))
}
