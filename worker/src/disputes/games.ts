import { type Dispute, disputePlayer, disputeTimeLeft } from '@lambda-bourse/sdk'
import { type Call, CallRefusedError, type ChainClient, type Head } from '../chain/client.ts'
import type { Sender } from '../chain/sender.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { ProofStore } from '../store/proofStore.ts'
import { positionOf } from './calls.ts'
import type { DisputesClient, OpenedGame, Standing } from './client.ts'
import type { Player } from './player.ts'
import { Subjects, type SubjectsOptions } from './subjects.ts'
import { accusation, cannotStandBy, describe, describeShowing, ended } from './words.ts'

export interface GamesOptions extends SubjectsOptions {
  client: Pick<ChainClient, 'disputes' | 'version'>
  sender: Pick<Sender, 'send'>
  proofs: Pick<ProofStore, 'games' | 'endGame'>
  player: Player
  /** Blocks that may still be exchanged. */
  depth: number
  log: Logger
}

/** After a failure a game is left alone for so long, in the chain's seconds: a clock has hours. */
const RETRY_SECONDS = 15

/** A move that was computed for a turn, until that turn is over. */
interface Ready {
  turn: string
  call: Call
}

/** Stands by what this provider signed and attested: plays every game that is opened on it, by itself. */
export class Games {
  readonly #options: GamesOptions
  readonly #subjects: Subjects
  /** By game: moves on their way. */
  readonly #playing = new Map<bigint, Promise<void>>()
  readonly #ready = new Map<bigint, Ready>()
  readonly #announced = new Set<bigint>()
  /** By game that is over, the block in which that was seen first: a reorganisation may undo it. */
  readonly #over = new Map<bigint, number>()
  /** By game, when it is looked at again after a failure. */
  readonly #quietUntil = new Map<bigint, number>()

  constructor(options: GamesOptions) {
    this.#options = options
    this.#subjects = new Subjects(options)
  }

  /** Looks at each open game. Executions and transactions go on beside: attestations do not wait for them. */
  async work(head: Head): Promise<void> {
    const { client, proofs } = this.#options
    const { disputes } = client
    if (disputes === undefined) return
    const now = nowOf(head)
    for (const game of proofs.games()) {
      if (this.#playing.has(game.id) || now < (this.#quietUntil.get(game.id) ?? 0)) continue
      const standing = await disputes.standing(game.id)
      const work = this.#todo(disputes, game, standing, head)
      if (work === undefined) continue
      const playing = work()
        .catch((error: unknown) => this.#failed(game.id, 'game.failed', error, now))
        .finally(() => this.#playing.delete(game.id))
      this.#playing.set(game.id, playing)
    }
  }

  /** Resolves when no move is on its way. */
  async idle(): Promise<void> {
    await Promise.all(this.#playing.values())
  }

  /** What is to be done about a game; a node that lags behind may not know it yet. */
  #todo(disputes: DisputesClient, game: OpenedGame, standing: Standing, head: Head): (() => Promise<void>) | undefined {
    const { turn } = standing
    if (turn === 'over') return () => this.#end(disputes, game, head.number)
    this.#over.delete(game.id)
    if (turn === 'none') return undefined
    const now = nowOf(head)
    if (disputePlayer(turn) === 'provider') return () => this.#move(disputes, game.id, standing, now)
    if ((disputeTimeLeft(standing, now) ?? 0) < 0) return () => this.#timeout(disputes, game.id, standing, now)
    return undefined
  }

  async #move(disputes: DisputesClient, id: bigint, standing: Standing, now: number): Promise<void> {
    const turn = turnOf(standing)
    const ready = this.#ready.get(id)
    if (ready?.turn === turn) return this.#send(disputes, id, standing, ready.call, now)
    const game = await disputes.read(id)
    if (turnOf(game) !== turn) return
    this.#announce(game)
    const call = await (game.turn === 'show' ? this.#showing(disputes, game) : this.#cut(disputes, game))
    this.#ready.set(id, { turn, call })
    // it took a while
    if (turnOf(await disputes.standing(id)) === turn) await this.#send(disputes, id, standing, call, now)
  }

  /** Says how many steps its execution has, and cuts it. */
  async #cut(disputes: DisputesClient, game: Dispute): Promise<Call> {
    const { player, log } = this.#options
    const { move, reason, seconds } = await player.move({
      id: `${game.id}`,
      side: 'provider',
      subject: await this.#subjects.of(game),
      position: positionOf(game),
    })
    if (move === undefined) throw new Error(reason)
    log.info('game.move', { game: `${game.id}`, seconds, what: describe(game, move) })
    return disputes.move(game, move)
  }

  /** Shows what its canary is the hash of: module, seed and sample give it again. */
  async #showing(disputes: DisputesClient, game: Dispute): Promise<Call> {
    const { player, log } = this.#options
    const { about } = game
    if (about.kind !== 'leaf') throw new Error(`there is nothing to show of a ${about.kind}`)
    const { canary, seconds, ...showing } = await player.showing(await this.#subjects.canaryOf(about))
    if (canary !== about.duty.canary) throw new Error(cannotStandBy(about, canary))
    log.info('game.move', { game: `${game.id}`, seconds, what: describeShowing(about) })
    return disputes.show(game, about.duty, showing)
  }

  async #send(disputes: DisputesClient, id: bigint, standing: Standing, call: Call, now: number): Promise<void> {
    const { sender, log } = this.#options
    const kind = standing.turn
    try {
      const outcome = await sender.send(`game:${id}:${kind}`, call)
      log.info('game.sent', { game: `${id}`, kind, outcome })
    } catch (error) {
      if (!(error instanceof CallRefusedError)) throw error
      this.#ready.delete(id)
      // the move was on its way already, and is mined
      if (turnOf(await disputes.standing(id)) !== turnOf(standing)) return
      this.#failed(id, 'game.not_taken', error, now)
    }
  }

  async #timeout(disputes: DisputesClient, id: bigint, standing: Standing, now: number): Promise<void> {
    const what = 'the challenger has no time left: what it denied stands'
    this.#options.log.info('game.timeout', { game: `${id}`, what })
    await this.#send(disputes, id, standing, disputes.timeout(id), now)
  }

  async #end(disputes: DisputesClient, opened: OpenedGame, block: number): Promise<void> {
    const { proofs, depth, log } = this.#options
    const { id } = opened
    const since = this.#over.get(id)
    if (since === undefined) {
      const { about, upheld, moves } = await disputes.read(id)
      const what = ended(about, upheld === true)
      log[upheld ? 'error' : 'info']('game.over', { game: `${id}`, upheld, moves: moves.length, what })
      this.#over.set(id, block)
    } else if (block >= since + depth) proofs.endGame(opened)
  }

  #announce(game: Dispute): void {
    if (this.#announced.has(game.id)) return
    this.#announced.add(game.id)
    this.#options.log.warn('game.found', { game: `${game.id}`, ...accusation(game) })
  }

  #failed(id: bigint, event: string, error: unknown, now: number): void {
    this.#quietUntil.set(id, now + RETRY_SECONDS)
    this.#options.log.error(event, { game: `${id}`, reason: messageOf(error) })
  }
}

/** A block mined now would have this time. */
function nowOf({ timestamp, pendingTimestamp }: Head): number {
  return Math.max(timestamp, pendingTimestamp)
}

/** Names one turn of a game. */
function turnOf({ turn, since, first, width }: Omit<Standing, 'left'>): string {
  return `${turn}:${since}:${first}:${width}`
}
