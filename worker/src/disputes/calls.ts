import type { Ending, Move, Position, StateWords } from '@lambda-bourse/prover'
import {
  type Call,
  type Deployment,
  type Dispute,
  type DisputeEnding,
  type DisputePath,
  type DisputeState,
  defendDispute,
  pickDispute,
  proveDispute,
  splitDispute,
} from '@lambda-bourse/sdk'
import { type Hex, hexToBigInt, numberToHex, type PublicClient } from 'viem'

/** The position of a game that is not over, for the players of the prover. */
export function positionOf({ turn, first, width, points }: Dispute): Position {
  if (turn === 'none' || turn === 'show' || turn === 'over')
    throw new RangeError(`turn is ${turn}; nothing is cut then`)
  return { turn, first: BigInt(first), width: BigInt(width), points: points.map((point) => hexToBigInt(point)) }
}

/** A move as a call of the market's Disputes. */
export function callOf(
  client: PublicClient,
  deployment: Deployment,
  { id, terms }: Pick<Dispute, 'id' | 'terms'>,
  move: Move,
): Call {
  const base = { deployment, id }
  switch (move.kind) {
    case 'defend':
      return defendDispute.call(client, {
        ...base,
        terms,
        steps: Number(move.steps),
        last: endingOf(move.last),
        points: words(move.points),
      })
    case 'split':
      return splitDispute.call(client, { ...base, points: words(move.points) })
    case 'pick': {
      const path = words(move.path) as unknown as DisputePath
      return pickDispute.call(client, {
        ...base,
        section: move.section,
        from: word(move.from),
        to: word(move.to),
        path,
      })
    }
    case 'prove':
      return proveDispute.call(client, {
        ...base,
        terms,
        before: stateOf(move.before),
        claimed: word(move.claimed),
        witness: words(move.witness),
      })
  }
}

function endingOf(last: Ending): DisputeEnding {
  const { state, counter, counterPath, header, headerPath, response, rest, windowPath } = last
  // as many siblings as the contract's types say, which TypeScript cannot count
  return {
    state: stateOf(state),
    counter,
    counterPath: words(counterPath),
    header: word(header),
    headerPath: words(headerPath),
    response: word(response),
    rest: word(rest),
    windowPath: words(windowPath),
  } as unknown as DisputeEnding
}

function stateOf({ regs, stackRoot, memoryRoot }: StateWords): DisputeState {
  return { regs, stackRoot: word(stackRoot), memoryRoot: word(memoryRoot) }
}

/** A word as calldata has it. */
export function word(value: bigint): Hex {
  return numberToHex(value, { size: 32 })
}

export function words(values: readonly bigint[]): Hex[] {
  return values.map(word)
}
