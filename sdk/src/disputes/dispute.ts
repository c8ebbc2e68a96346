import type { Address, Hash, Hex } from 'viem'
import { BourseError } from '../errors/base.ts'
import type { LeaseSummary } from '../receipts/epoch.ts'
import type { SignedReceipt } from '../receipts/wire.ts'
import type { CanaryDuty, DisputeImage, DisputeTerms } from '../types.ts'

/** `Turn` of IDisputes, in its order. */
export const DISPUTE_TURNS = ['none', 'show', 'defend', 'pick', 'split', 'prove', 'over'] as const

/** Whose move it is, and which: the provider shows, defends and splits, the challenger picks and proves. */
export type DisputeTurn = (typeof DISPUTE_TURNS)[number]

/** Where a move is on chain. */
export type DisputePlace = { block: bigint; transaction: Hash }

/** A move that was made. Points are hashes of states. */
export type DisputeMove = DisputePlace &
  (
    | { kind: 'open' }
    | { kind: 'show' }
    | { kind: 'defend'; steps: number; points: readonly Hex[] }
    | { kind: 'split'; points: readonly Hex[] }
    | { kind: 'pick'; section: number; from: Hex; to: Hex; first: number; width: number }
    | { kind: 'over'; upheld: boolean }
  )

/** What is denied: what a receipt says, or the canary of a lease's leaf in an epoch root. */
export type DisputeAbout =
  | { kind: 'receipt'; receipt: SignedReceipt; image: DisputeImage }
  | {
      kind: 'leaf'
      summary: LeaseSummary<Hex>
      epoch: number
      functionId: bigint
      /** That the lease's alias named when the epoch began. */
      version: number
      /** What the provider has to show. */
      duty: CanaryDuty
      /** The version's, zeros where no execution is decided. */
      image: DisputeImage
    }

/** A game with all that was said in it. */
export type Dispute = {
  id: bigint
  provider: number
  challenger: Address
  /** wei */
  bond: bigint
  about: DisputeAbout
  /** Of a canary without fuel, status and response until it is shown. */
  terms: DisputeTerms
  turn: DisputeTurn
  /** Whether what is denied was found false; undefined until the game is over. */
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

/** There is no game of this id. */
export class DisputeNotFoundError extends BourseError {
  override name = 'DisputeNotFoundError'

  constructor(id: bigint) {
    super(`there is no game ${id}`, { advice: ['Games count from 1: check the id.'], docsPath: 'verbs/dispute.md' })
  }
}

/** Seconds that the next mover has left at a time, below 0 where its clock is over; undefined when nobody has to move. */
export function disputeTimeLeft({ turn, since, left }: Pick<Dispute, 'turn' | 'since' | 'left'>, now: number) {
  if (turn === 'none' || turn === 'over') return undefined
  return left[disputePlayer(turn)] - (now - since)
}

/** Who has to move in a turn. */
export function disputePlayer(turn: Exclude<DisputeTurn, 'none' | 'over'>): 'provider' | 'challenger' {
  return turn === 'pick' || turn === 'prove' ? 'challenger' : 'provider'
}
