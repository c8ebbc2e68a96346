import {
  type Dispute,
  type DisputeTurn,
  disputePlayer,
  disputeTimeLeft,
  isBourseError,
  RECEIPT_STATUSES,
  readDispute,
} from '@lambda-bourse/sdk'
import type { Address, Hash, Hex } from 'viem'
import type { Context } from '../../core/context.ts'
import { badInput } from '../../core/errors.ts'
import { openMarket } from '../../market/open.ts'

/** Tag of a canary whose sample's result a game decides (docs/receipts.md, Canary). */
const EXECUTED = 0x09

/** A move as it was made, with what it cost. */
export type DisputeStep = {
  move: Dispute['moves'][number]['kind']
  by: Address
  block: number
  transaction: Hash
  gas: bigint
  /** Sections of a cut, the section that was picked, or how the game ended. */
  detail: string
}

/** A game, for people and programs. */
export type DisputeReport = {
  id: bigint
  provider: number
  challenger: Address
  /** Where a receipt is denied. */
  receipt?: {
    sequence: bigint
    epoch: number
    lease: number
    functionId: bigint
    version: number
    status: string
    fuel: bigint
  }
  /** Where the canary of a lease's leaf is denied. */
  leaf?: {
    epoch: number
    lease: number
    functionId: bigint
    version: number
    canary: Hex
    /** Whether it says what a sample gave, which the game decides once it is shown. */
    isExecuted: boolean
  }
  state: 'open' | 'upheld' | 'rejected'
  /** Whose move it is. */
  next: 'provider' | 'challenger' | undefined
  turn: DisputeTurn
  /** Of the whole execution, as the provider says. */
  steps: number | undefined
  /** Steps before what is still denied, and in it. */
  first: number
  width: number
  /** Seconds that the next mover has left; below 0 anybody can end the game. */
  timeLeft: number | undefined
  /** wei */
  bond: bigint
  moves: DisputeStep[]
}

/**
 * A game and every move of it.
 * @throws CliError There is no such game.
 */
export async function disputeShow(context: Context, { id }: { id: number }): Promise<DisputeReport> {
  const { client, deployment } = await openMarket(context)
  const game = await readDispute(client, { deployment, id: BigInt(id) }).catch((error: unknown) => {
    if (isBourseError(error, 'DisputeNotFoundError')) throw badInput('id', id, 'the id of a game: they count from 1')
    throw error
  })
  const moves = await Promise.all(
    game.moves.map(async (move): Promise<DisputeStep> => {
      const { from, gasUsed } = await client.getTransactionReceipt({ hash: move.transaction })
      const { block, transaction } = move
      return {
        move: move.kind,
        by: from,
        block: Number(block),
        transaction,
        gas: gasUsed,
        detail: detailOf(move, game.about),
      }
    }),
  )
  const { timestamp } = await client.getBlock()
  const { provider, challenger, turn, steps, first, width, bond, upheld } = game
  return {
    id: game.id,
    provider,
    challenger,
    ...subjectOf(game.about),
    state: upheld === undefined ? 'open' : upheld ? 'upheld' : 'rejected',
    next: turn === 'over' || turn === 'none' ? undefined : disputePlayer(turn),
    turn,
    steps,
    first,
    width,
    timeLeft: disputeTimeLeft(game, Number(timestamp)),
    bond,
    moves,
  }
}

function subjectOf(about: Dispute['about']): Pick<DisputeReport, 'receipt' | 'leaf'> {
  if (about.kind === 'leaf') {
    const { summary, epoch, functionId, version, duty } = about
    const { canary, tag } = duty
    return { leaf: { epoch, lease: summary.lease, functionId, version, canary, isExecuted: tag === EXECUTED } }
  }
  const { sequence, epoch, lease, functionId, version, status, fuel } = about.receipt.receipt
  const text = RECEIPT_STATUSES[status] ?? `${status}`
  return { receipt: { sequence, epoch, lease, functionId, version, status: text, fuel } }
}

function detailOf(move: Dispute['moves'][number], about: Dispute['about']): string {
  switch (move.kind) {
    case 'open':
      return ''
    case 'show':
      return 'the chunks that it drew, and what its sample gave'
    case 'defend':
      return `${move.steps} steps, ${move.points.length - 1} sections`
    case 'split':
      return `${move.points.length - 1} sections`
    case 'pick':
      return `section ${move.section + 1}: ${move.width} from step ${move.first} on`
    case 'over':
      return `the ${about.kind === 'leaf' ? 'canary' : 'receipt'} ${move.upheld ? 'is false' : 'stands'}`
  }
}
