// Plays an account's own games to their end, also those that an earlier life of it opened.
import {
  type Dispute,
  disputesAbi,
  disputeTimeLeft,
  dropDispute,
  readDispute,
  timeoutDispute,
  withdrawBonds,
} from '@lambda-bourse/sdk'
import { callOf, describe, nameOf, positionOf, type Subject } from '@lambda-bourse/worker'
import { decodeFunctionData, type Hex, hexToBytes, type PublicClient } from 'viem'
import { sampleSubject } from '../../market/canaries.ts'
import { subjectOf } from '../../market/disputes.ts'
import type { Canaries } from '../canary.ts'
import type { Desk } from './desk.ts'

/** Blocks that may still be exchanged: own games are looked for in them again. */
const DEPTH = 64
const SPAN = 2_000

type EventOf<name> = Extract<(typeof disputesAbi)[number], { type: 'event'; name: name }>
const eventOf = <name extends 'Opened' | 'LeafOpened'>(name: name) =>
  disputesAbi.find((item) => item.type === 'event' && item.name === name) as EventOf<name>
/** A game begins with one of these. */
const [receiptOpened, leafOpened] = [eventOf('Opened'), eventOf('LeafOpened')]

export class OwnGames {
  readonly #desk: Desk
  readonly #canaries: Canaries
  /** Games whose end was told: a reorganisation may undo it. */
  readonly #over = new Set<bigint>()
  #mayBeOwed = true

  constructor(desk: Desk, canaries: Canaries) {
    this.#desk = desk
    this.#canaries = canaries
  }

  /** Own games, also those that an earlier life opened, or somebody with the same key. */
  async find(): Promise<void> {
    const { state, market } = this.#desk
    const { client, deployment, account } = market
    const head = Number(await client.getBlockNumber())
    const first = Math.max(Number(deployment.block), Math.min(state.gamesThrough, head) + 1 - DEPTH)
    const address = deployment.disputes as Hex
    const found: bigint[] = []
    for (let from = first; from <= head; from += SPAN) {
      const range = { fromBlock: BigInt(from), toBlock: BigInt(Math.min(head, from + SPAN - 1)) }
      const filter = { address, args: { challenger: account.address }, strict: true, ...range } as const
      const receipts = await client.getLogs({ ...filter, event: receiptOpened })
      const leaves = await client.getLogs({ ...filter, event: leafOpened })
      found.push(...[...receipts, ...leaves].map(({ args }) => args.id))
    }
    state.foundGames(found, head)
  }

  /** Makes every move that is this account's, and takes out what games leave. */
  async round(): Promise<void> {
    for (const id of this.#desk.state.games)
      await this.#desk.attempt('dispute', { game: `${id}` }, () => this.#play(id))
    await this.#desk.attempt('withdraw', {}, () => this.#withdraw())
  }

  async #play(id: bigint): Promise<void> {
    const { market, base, log } = this.#desk
    const { client, bourse } = market
    // a node that lags behind may not know it yet
    if ((await bourse.getDispute({ id })).turn === 0) return
    const game = await readDispute(client, { ...base, id })
    if (game.turn === 'over') return this.#end(game, await client.getBlockNumber())
    this.#over.delete(id)
    if (await this.#desk.isGuilty(game.provider)) {
      log('dispute.dropped', { game: `${id}`, what: 'the provider was punished meanwhile: the bond comes back' })
      return void (await this.#desk.send(dropDispute.call(client, { ...base, id })))
    }
    if (game.turn === 'pick' || game.turn === 'prove') return this.#move(game)
    const left = disputeTimeLeft(game, await this.#desk.now()) ?? 0
    if (left >= 0) return
    log('dispute.timeout', { game: `${id}`, what: 'the provider has no time left' })
    await this.#desk.send(timeoutDispute.call(client, { ...base, id }))
  }

  async #move(game: Dispute): Promise<void> {
    const { market, player, log } = this.#desk
    const question = {
      id: `${game.id}`,
      side: 'challenger',
      subject: await this.#subject(game),
      position: positionOf(game),
    } as const
    const { move, reason, seconds } = await player.move(question)
    if (move === undefined) throw new Error(`there is nothing to say: ${reason}`)
    log('dispute.move', { game: `${game.id}`, move: move.kind, seconds, what: describe(game, move) })
    const call = callOf(market.client as PublicClient, market.deployment, game, move)
    const { transactionHash } = await this.#desk.send(call)
    log('dispute.moved', { game: `${game.id}`, move: move.kind, hash: transactionHash })
  }

  #end({ id, about, upheld, provider, moves }: Dispute, head: bigint): void {
    const { state, log } = this.#desk
    const end = moves.at(-1)?.block ?? head
    if (head - end >= BigInt(DEPTH)) state.endGame(id)
    if (this.#over.has(id)) return
    this.#over.add(id)
    this.#mayBeOwed = true
    const lost = `over: ${nameOf(about)} stands, or the provider was punished before`
    const what = upheld ? `won: provider ${provider} is punished` : lost
    log('dispute.over', { game: `${id}`, upheld, moves: moves.length, what })
  }

  async #subject(game: Dispute): Promise<Subject> {
    const { market } = this.#desk
    const { about, provider } = game
    const { endpoint } = await market.bourse.getProvider({ provider })
    if (about.kind === 'receipt') {
      const request = await this.#requestOf(game)
      return subjectOf(market, about.receipt.receipt, request, this.#desk.hosts(endpoint))
    }
    const duty = { provider, epoch: about.epoch, lease: about.summary.lease }
    const facts = await this.#canaries.facts(duty, endpoint)
    const subject = facts && sampleSubject(facts)
    if (subject === undefined) throw new Error('nobody gives module and config of its version')
    return subject
  }

  /** The request as this account showed it when it opened the game. */
  async #requestOf({ id, moves }: Dispute): Promise<Uint8Array> {
    const [opened] = moves
    if (opened === undefined) throw new Error(`game ${id} was never opened`)
    const { input } = await this.#desk.market.client.getTransaction({ hash: opened.transaction })
    const { functionName, args } = decodeFunctionData({ abi: disputesAbi, data: input })
    if (functionName !== 'open')
      throw new Error(`game ${id} was opened by another contract: its request is not known here`)
    return hexToBytes(args[2])
  }

  async #withdraw(): Promise<void> {
    if (!this.#mayBeOwed) return
    const { market, base, log } = this.#desk
    const { bourse, client, account } = market
    const owed = await bourse.getBondsOwed({ account: account.address })
    if (owed === 0n) {
      this.#mayBeOwed = false
      return
    }
    const call = withdrawBonds.call(client, { ...base, to: account.address })
    const { transactionHash } = await this.#desk.send(call)
    this.#mayBeOwed = false
    log('bonds.withdrawn', { amount: `${owed}`, hash: transactionHash })
  }
}
