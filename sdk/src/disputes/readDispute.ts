import type { Address, Hash, Hex, Log } from 'viem'
import { numberToHex, parseEventLogs } from 'viem'
import { getBlock } from 'viem/actions'
import { disputesAbi } from '../abis/disputes.ts'
import { getDispute } from '../actions/disputes/getDispute.ts'
import { BourseError } from '../errors/base.ts'
import { translateError } from '../errors/translate.ts'
import type { AnyClient, DeploymentParameter } from '../internal/actions/contracts.ts'
import { addressOf, deploymentFor } from '../internal/actions/contracts.ts'
import type { SignedReceipt } from '../receipts/wire.ts'
import { decodeWire } from '../receipts/wire.ts'
import type { DisputeImage, DisputeTerms } from '../types.ts'

/** `Turn` of IDisputes, in its order. */
export const DISPUTE_TURNS = ['none', 'defend', 'pick', 'split', 'prove', 'over'] as const

/** Whose move it is, and which: the provider defends and splits, the challenger picks and proves. */
export type DisputeTurn = (typeof DISPUTE_TURNS)[number]

/** Where a move is on chain. */
export type DisputePlace = { block: bigint; transaction: Hash }

/** A move that was made. Points are hashes of states. */
export type DisputeMove = DisputePlace &
  (
    | { kind: 'open' }
    | { kind: 'defend'; steps: number; points: readonly Hex[] }
    | { kind: 'split'; points: readonly Hex[] }
    | { kind: 'pick'; section: number; from: Hex; to: Hex; first: number; width: number }
    | { kind: 'over'; upheld: boolean }
  )

/** A game with all that was said in it. */
export type Dispute = {
  id: bigint
  provider: number
  challenger: Address
  /** wei */
  bond: bigint
  /** The receipt that is denied. */
  receipt: SignedReceipt
  image: DisputeImage
  terms: DisputeTerms
  turn: DisputeTurn
  /** Whether the receipt was found false; undefined until the game is over. */
  upheld: boolean | undefined
  /** Of the whole execution, as the provider says; undefined before its defence. */
  steps: number | undefined
  /** Steps before what is denied, and in it. */
  first: number
  width: number
  /** The points that the next move is about: to pick from, or both ends of what is split or proved. */
  points: readonly Hex[]
  /** When the turn began, seconds since 1970, and what each side had left then, seconds. */
  since: number
  left: { provider: number; challenger: number }
  moves: readonly DisputeMove[]
}

/** What {@link readDispute} takes. */
export type ReadDisputeParameters = DeploymentParameter & {
  id: bigint
  /** Most blocks of one request to the node. Default 2000. */
  span?: number
}

/** There is no game of this id. */
export class DisputeNotFoundError extends BourseError {
  override name = 'DisputeNotFoundError'

  constructor(id: bigint) {
    super(`there is no game ${id}`, { advice: ['Games count from 1: check the id.'], docsPath: 'verbs/dispute.md' })
  }
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
      if (events[0]?.eventName === 'Opened') break
    }
  } catch (error) {
    throw translateError(error, 'readDispute', address)
  }
  const [opened, ...rest] = events
  if (opened?.eventName !== 'Opened') throw new DisputeNotFoundError(id)
  const moves = [opened, ...rest].flatMap(moveOf)
  return {
    id,
    provider: game.provider,
    challenger: game.challenger,
    bond: game.bond,
    receipt: decodeWire(toBytes(opened.args.receipt)),
    image: opened.args.image,
    terms: opened.args.terms,
    turn: DISPUTE_TURNS[game.turn] as DisputeTurn,
    first: game.first,
    width: game.width,
    since: game.since,
    left: { provider: game.providerLeft, challenger: game.challengerLeft },
    ...summaryOf(moves),
    moves,
  }
}

type DisputeEvent = ReturnType<typeof parseEventLogs<typeof disputesAbi, true, undefined>>[number]

/** Events that name the game first. */
async function eventsOf(
  client: AnyClient,
  address: Address,
  id: bigint,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<DisputeEvent[]> {
  const filter = { address, fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) }
  const raw = await client.request({
    method: 'eth_getLogs',
    params: [{ ...filter, topics: [null, numberToHex(id, { size: 32 })] }],
  })
  // as the node answers them: numbers are hexadecimal, which decoding does not look at
  const logs = parseEventLogs({ abi: disputesAbi, logs: raw as unknown as Log[], strict: true })
  return logs.filter(({ eventName }) => OF_GAMES.has(eventName)) as DisputeEvent[]
}

const OF_GAMES: ReadonlySet<string> = new Set(['Opened', 'Defended', 'Split', 'Picked', 'Over'])

function moveOf(event: DisputeEvent): DisputeMove[] {
  const place = { block: BigInt(event.blockNumber), transaction: event.transactionHash }
  switch (event.eventName) {
    case 'Opened':
      return [{ ...place, kind: 'open' }]
    case 'Defended':
      return [{ ...place, kind: 'defend', steps: event.args.steps, points: event.args.points }]
    case 'Split':
      return [{ ...place, kind: 'split', points: event.args.points }]
    case 'Picked': {
      const { section, from, to, first, width } = event.args
      return [{ ...place, kind: 'pick', section: Number(section), from, to, first, width }]
    }
    case 'Over':
      return [{ ...place, kind: 'over', upheld: event.args.upheld }]
    default:
      return []
  }
}

function summaryOf(moves: readonly DisputeMove[]): Pick<Dispute, 'steps' | 'points' | 'upheld'> {
  const defence = moves.find((move) => move.kind === 'defend')
  const over = moves.find((move) => move.kind === 'over')
  const last = moves.findLast(({ kind }) => kind === 'defend' || kind === 'split' || kind === 'pick')
  const points = last?.kind === 'pick' ? [last.from, last.to] : last && 'points' in last ? last.points : []
  return { steps: defence?.steps, points, upheld: over?.upheld }
}

function toBytes(hex: Hex): Uint8Array {
  return Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** Seconds that the next mover has left at a time, below 0 where its clock is over; undefined when nobody has to move. */
export function disputeTimeLeft({ turn, since, left }: Pick<Dispute, 'turn' | 'since' | 'left'>, now: number) {
  if (turn === 'none' || turn === 'over') return undefined
  const own = turn === 'defend' || turn === 'split' ? left.provider : left.challenger
  return own - (now - since)
}
