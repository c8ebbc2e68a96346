import { contentHash, type Dispute, disputeTimeLeft } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { type Call, CallRefusedError, type ChainClient, type Head } from '../chain/client.ts'
import type { Sender } from '../chain/sender.ts'
import { messageOf } from '../errors.ts'
import type { ContentSource } from '../leases/contentSource.ts'
import { parseVersionConfig } from '../leases/versionConfig.ts'
import type { Logger } from '../log.ts'
import type { LogReader } from '../store/logReader.ts'
import type { ProofStore } from '../store/proofStore.ts'
import { positionOf } from './calls.ts'
import type { DisputesClient, OpenedGame, Standing } from './client.ts'
import type { Player, Subject } from './player.ts'
import { describe } from './words.ts'

export interface GamesOptions {
  client: Pick<ChainClient, 'disputes' | 'version'>
  sender: Pick<Sender, 'send'>
  proofs: Pick<ProofStore, 'games' | 'endGame'>
  player: Player
  content: Pick<ContentSource, 'get'>
  records: Pick<LogReader, 'recordOf'>
  /** Start of an epoch, seconds since 1970. */
  startOf(epoch: number): number
  log: Logger
}

/** A move that was computed for a turn, until that turn is over. */
interface Ready {
  turn: string
  call: Call
}

/** Stands by what this provider signed: plays every game that is opened on it, by itself. */
export class Games {
  readonly #options: GamesOptions
  /** By game: moves on their way. */
  readonly #playing = new Map<bigint, Promise<void>>()
  readonly #ready = new Map<bigint, Ready>()
  readonly #announced = new Set<bigint>()

  constructor(options: GamesOptions) {
    this.#options = options
  }

  /** Looks at each open game. Executions and transactions go on beside: attestations do not wait for them. */
  async work(head: Head): Promise<void> {
    const { client, proofs } = this.#options
    const { disputes } = client
    if (disputes === undefined) return
    for (const game of proofs.games()) {
      if (this.#playing.has(game.id)) continue
      const standing = await disputes.standing(game.id)
      const work = this.#todo(disputes, game, standing, Math.max(head.timestamp, head.pendingTimestamp))
      if (work === undefined) continue
      this.#playing.set(
        game.id,
        work()
          .catch((error: unknown) => this.#failed(game.id, error))
          .finally(() => this.#playing.delete(game.id)),
      )
    }
  }

  /** Resolves when no move is on its way. */
  async idle(): Promise<void> {
    await Promise.all(this.#playing.values())
  }

  #todo(
    disputes: DisputesClient,
    game: OpenedGame,
    standing: Standing,
    now: number,
  ): (() => Promise<void>) | undefined {
    const { turn } = standing
    if (turn === 'none' || turn === 'over') return () => this.#end(disputes, game, turn)
    if (turn === 'defend' || turn === 'split') return () => this.#move(disputes, game.id, standing)
    if ((disputeTimeLeft(standing, now) ?? 0) < 0) return () => this.#timeout(disputes, game.id)
    return undefined
  }

  async #move(disputes: DisputesClient, id: bigint, standing: Standing): Promise<void> {
    const turn = turnOf(standing)
    const ready = this.#ready.get(id)
    if (ready?.turn === turn) return this.#send(id, standing.turn, ready.call)
    const game = await disputes.read(id)
    if (turnOf(game) !== turn) return
    this.#announce(game)
    const computed = await this.#options.player.move({
      id: `${id}`,
      side: 'provider',
      subject: await this.#subject(game),
      position: positionOf(game),
    })
    const { move, reason, seconds } = computed
    if (move === undefined) throw new Error(reason)
    this.#options.log.info('game.move', { game: `${id}`, seconds, what: describe(game, move) })
    const call = disputes.move(game, move)
    this.#ready.set(id, { turn, call })
    // it took a while
    if (turnOf(await disputes.standing(id)) === turn) await this.#send(id, standing.turn, call)
  }

  async #send(id: bigint, kind: string, call: Call): Promise<void> {
    const { sender, log } = this.#options
    try {
      const outcome = await sender.send(`game:${id}:${kind}`, call)
      log.info('game.sent', { game: `${id}`, kind, outcome })
    } catch (error) {
      if (!(error instanceof CallRefusedError)) throw error
      // mined while it was priced, or wrong: the next look sees which, and computes it again
      this.#ready.delete(id)
      log.warn('game.not_taken', { game: `${id}`, kind, reason: messageOf(error) })
    }
  }

  async #timeout(disputes: DisputesClient, id: bigint): Promise<void> {
    this.#options.log.info('game.timeout', {
      game: `${id}`,
      what: 'the challenger has no time left: the receipt stands',
    })
    await this.#send(id, 'timeout', disputes.timeout(id))
  }

  async #end(disputes: DisputesClient, opened: OpenedGame, turn: 'none' | 'over'): Promise<void> {
    const { proofs, log } = this.#options
    if (turn === 'over') {
      const { upheld, moves } = await disputes.read(opened.id)
      const what = upheld ? 'lost: the receipt was found false' : 'won, or called off: the receipt stands'
      log[upheld ? 'error' : 'info']('game.over', { game: `${opened.id}`, upheld, moves: moves.length, what })
    }
    this.#ready.delete(opened.id)
    proofs.endGame(opened)
  }

  #announce(game: Dispute): void {
    if (this.#announced.has(game.id)) return
    this.#announced.add(game.id)
    const { sequence, lease, epoch } = game.receipt.receipt
    const what = `${game.challenger} says that receipt ${sequence} is false: it is executed again and defended`
    this.#options.log.warn('game.found', { game: `${game.id}`, sequence: `${sequence}`, lease, epoch, what })
  }

  /** @throws Error where this worker has not what it signed */
  async #subject({ receipt: { receipt } }: Dispute): Promise<Subject> {
    const { client, content, records, startOf } = this.#options
    const record = records.recordOf(Number(receipt.sequence))
    if (record === undefined || hexOf(contentHash(record.request, nodeSha256)) !== receipt.requestHash) {
      throw new Error(`receipt ${receipt.sequence} is not in the log: somebody else signs with this key`)
    }
    const { moduleCid, configCid } = await client.version(receipt.functionId, receipt.version)
    const module = await content.get(moduleCid)
    const config = parseVersionConfig(configCid === undefined ? undefined : await content.get(configCid))
    const timeNs = BigInt(startOf(receipt.epoch)) * 1_000_000_000n
    return { module, config, request: record.request, timeNs, imageHash: receipt.imageHash }
  }

  #failed(id: bigint, error: unknown): void {
    this.#options.log.error('game.failed', { game: `${id}`, reason: messageOf(error) })
  }
}

/** Names one turn of a game. */
function turnOf({ turn, since, first, width }: Omit<Standing, 'left'>): string {
  return `${turn}:${since}:${first}:${width}`
}

function hexOf(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
