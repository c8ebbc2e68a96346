import { getBlock } from 'viem/actions'
import { getDispute } from '../actions/disputes/getDispute.ts'
import { translateError } from '../errors/translate.ts'
import type { AnyClient, DeploymentParameter } from '../internal/actions/contracts.ts'
import { addressOf, deploymentFor } from '../internal/actions/contracts.ts'
import type { Dispute, DisputeMove, DisputeTurn } from './dispute.ts'
import { DISPUTE_TURNS, DisputeNotFoundError } from './dispute.ts'
import { aboutOf, type DisputeEvent, eventsOf, moveOf, termsOf } from './events.ts'

/** What {@link readDispute} takes. */
export type ReadDisputeParameters = DeploymentParameter & {
  id: bigint
  /** Most blocks of one request to the node. Default 2000. */
  span?: number
}

/**
 * Reads a game: how it stands, and every move that was made, from the newest block back to its opening.
 *
 * @param parameters - see the fields of the type
 * @throws DisputeNotFoundError - no game has this id
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { readDispute } from '@lambda-bourse/sdk'
 * const { turn, moves } = await readDispute(client, { deployment, id: 1n })
 * ```
 */
export async function readDispute(client: AnyClient, parameters: ReadDisputeParameters): Promise<Dispute> {
  const deployment = deploymentFor(client, parameters)
  const { id, span = 2000 } = parameters
  const address = addressOf(deployment, 'disputes')
  const head = await getBlock(client).catch((error: unknown) => {
    throw translateError(error, 'readDispute', address)
  })
  const game = await getDispute(client, { deployment, id, blockNumber: head.number })
  if (game.turn === 0) throw new DisputeNotFoundError(id)
  const events: DisputeEvent[] = []
  try {
    for (let to = head.number; to >= deployment.block; to -= BigInt(span)) {
      const from = to - BigInt(span) + 1n
      events.unshift(...(await eventsOf(client, address, id, from > deployment.block ? from : deployment.block, to)))
      if (aboutOf(events[0])) break
    }
  } catch (error) {
    throw translateError(error, 'readDispute', address)
  }
  const [about, terms] = [aboutOf(events[0]), termsOf(events)]
  if (about === undefined || terms === undefined) throw new DisputeNotFoundError(id)
  const moves = events.flatMap(moveOf)
  return {
    id,
    provider: game.provider,
    challenger: game.challenger,
    bond: game.bond,
    about,
    terms,
    turn: DISPUTE_TURNS[game.turn] as DisputeTurn,
    first: game.first,
    width: game.width,
    since: game.since,
    left: { provider: game.providerLeft, challenger: game.challengerLeft },
    ...summaryOf(moves),
    moves,
  }
}

function summaryOf(moves: readonly DisputeMove[]): Pick<Dispute, 'steps' | 'points' | 'upheld'> {
  const defence = moves.find((move) => move.kind === 'defend')
  const over = moves.find((move) => move.kind === 'over')
  const last = moves.findLast(({ kind }) => kind === 'defend' || kind === 'split' || kind === 'pick')
  const points = last?.kind === 'pick' ? [last.from, last.to] : last && 'points' in last ? last.points : []
  return { steps: defence?.steps, points, upheld: over?.upheld }
}
