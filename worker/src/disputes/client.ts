import type { Move } from '@lambda-bourse/prover'
import type { CanaryDuty, Dispute } from '@lambda-bourse/sdk'
import type { Call } from '../chain/client.ts'
import type { Showing } from './player.ts'

/** A game that was opened on a provider. */
export interface OpenedGame {
  id: bigint
  /** Names the event: after a reorganisation an id may be another game's. */
  event: string
}

/** What changes of a game with every move: looked at often. */
export type Standing = Pick<Dispute, 'turn' | 'since' | 'left' | 'first' | 'width'>

/** Where receipts are disputed. Tests script it; `viemDisputes.ts` is the real one. */
export interface DisputesClient {
  /** Games opened on a provider in blocks from..to. */
  opened(provider: number, from: number, to: number): Promise<OpenedGame[]>
  standing(id: bigint): Promise<Standing>
  /** The game with everything that was said in it. */
  read(id: bigint): Promise<Dispute>
  move(game: Dispute, move: Move): Call
  /** What a canary is the hash of. */
  show(game: Pick<Dispute, 'id'>, duty: CanaryDuty, showing: Pick<Showing, 'chunks' | 'tail'>): Call
  timeout(id: bigint): Call
}
