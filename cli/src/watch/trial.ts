// Receipts on trial: executes again what providers signed, denies on chain what is false, and plays it to its end.
import {
  type Dispute,
  decodeWire,
  disputesAbi,
  disputeTimeLeft,
  dropDispute,
  encodeWireHeader,
  openDispute,
  proveCode,
  readDispute,
  type SignedReceipt,
  timeoutDispute,
  withdrawBonds,
} from '@lambda-bourse/sdk'
import { callOf, describe, type Player, positionOf } from '@lambda-bourse/worker'
import { decodeFunctionData, type Hex, hexToBytes, type PublicClient, zeroHash } from 'viem'
import { compare } from '../actions/verify/check.ts'
import { execute, programOf, readSubject, type Subject } from '../actions/verify/execute.ts'
import type { Context } from '../core/context.ts'
import { sendOnce } from '../keeper/sender.ts'
import { type Denied, falsehoodOf, keyOf, openingCall, showingCall, subjectOf } from '../market/disputes.ts'
import type { MarketWithAccount } from '../market/open.ts'
import { Juries } from './juries.ts'
import type { Accusation, WatchState } from './state.ts'
import type { Log } from './watcher.ts'

/** Versions whose module is kept: watchers see the same few again and again. */
const KEPT = 8
/** Blocks that may still be exchanged: own games are looked for in them again. */
const DEPTH = 64
const SPAN = 2_000

type OpenedEvent = Extract<(typeof disputesAbi)[number], { type: 'event'; name: 'Opened' }>
const openedEvent = disputesAbi.find((item) => item.type === 'event' && item.name === 'Opened') as OpenedEvent

export type TrialOptions = {
  context: Context
  market: MarketWithAccount
  state: WatchState
  player: Player
  /** Share of the receipts that are executed again, 0 to 1. */
  sample: number
  log: Log
}

type Prepared = { subject: Subject; program: ReturnType<typeof programOf> }

export class Trial {
  readonly #options: TrialOptions
  readonly #market: MarketWithAccount
  readonly #state: WatchState
  readonly #log: Log
  readonly #subjects = new Map<string, Prepared>()
  /** Games whose end was told: a reorganisation may undo it. */
  readonly #over = new Set<bigint>()
  readonly #juries: Juries
  #mayBeOwed = true

  constructor(options: TrialOptions) {
    this.#options = options
    this.#market = options.market
    this.#state = options.state
    this.#log = options.log
    const { market, log } = options
    this.#juries = new Juries({ market, account: market.account.address, send: (call) => this.#send(call), log })
  }

  /** Whether anything is to be done for a receipt: it was drawn, and not executed yet. Draws it when it is seen first. */
  wants(signed: SignedReceipt): boolean {
    return this.#market.deployment.disputes !== undefined && !this.#state.isSettled(idOf(signed))
  }

  /** Executes a receipt again, or passes it over, as the sample draws. What is false is written down before anything is sent. */
  async examine(denied: Denied, endpoint: string): Promise<void> {
    const { signed, request, response } = denied
    if (!this.wants(signed)) return
    if (Math.random() >= this.#options.sample) return this.#state.settle(idOf(signed))
    const { receipt } = signed
    const { subject, program } = await this.#subjectOf(signed, endpoint)
    const here = execute(this.#market, receipt, { request, response }, subject, program)
    const wrong = compare(receipt, { request, response }, subject, here).filter(({ same }) => !same)
    if (wrong.length > 0)
      this.#accuse(denied, endpoint, wrong.map(({ field, actual }) => `${field} is ${actual}`).join(', '))
    this.#state.settle(idOf(signed))
  }

  /** Opens what waits to be opened, and makes every move that is this account's. */
  async round(): Promise<void> {
    if (this.#market.deployment.disputes === undefined) return
    await this.#find()
    for (const [key, accusation] of this.#state.accusations)
      await this.#try('accusation', { receipt: key }, () => this.#open(key, accusation))
    await this.#try('trial', {}, () => this.#juries.round())
    for (const id of this.#state.games) await this.#try('dispute', { game: `${id}` }, () => this.#play(id))
    await this.#try('withdraw', {}, () => this.#withdraw())
  }

  async #try(what: string, about: Record<string, unknown>, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#log(`${what}.failed`, { ...about, reason: (error as Error).message.split('\n')[0] })
    }
  }

  #accuse({ signed, request, response }: Denied, endpoint: string, reason: string): void {
    const { provider, epoch, sequence, imageHash } = signed.receipt
    const isProvable = imageHash !== zeroHash
    const isTried = isProvable || this.#juries.isThere
    const tier = isTried ? 'it is denied on chain' : 'its version is not provable, and the market has no jury'
    this.#log('receipt.wrong', { provider, epoch, sequence: `${sequence}`, reason, what: tier })
    if (!isTried) return
    this.#state.accuse(keyOf(signed), {
      receipt: encodeWireHeader(signed),
      request: Buffer.from(request).toString('base64'),
      response: Buffer.from(response).toString('base64'),
      endpoint,
      reason,
    })
  }

  async #subjectOf({ receipt }: SignedReceipt, endpoint: string): Promise<Prepared> {
    const key = `${receipt.functionId}:${receipt.version}`
    const known = this.#subjects.get(key)
    if (known !== undefined) return known
    const subject = await readSubject(this.#options.context, this.#market, receipt, endpoint)
    const prepared = { subject, program: programOf(subject) }
    this.#subjects.set(key, prepared)
    for (const oldest of [...this.#subjects.keys()].slice(0, -KEPT)) this.#subjects.delete(oldest)
    return prepared
  }

  // ---------------------------------------------------------------- opening

  async #open(key: string, accusation: Accusation): Promise<void> {
    const { bourse } = this.#market
    const signed = decodeWire(accusation.receipt)
    const { provider, sequence, functionId, version } = signed.receipt
    if (await this.#isGuilty(provider)) return this.#state.dropAccusation(key)
    if (await this.#isOnTrial(key)) return this.#state.dropAccusation(key)
    const published = await bourse.getVersion({ functionId, version })
    if (published.moduleHash !== signed.receipt.moduleHash || published.imageHash !== signed.receipt.imageHash) {
      await this.#send(proveCode.call(this.#market.client, { ...this.#base, receipt: accusation.receipt }))
      this.#log('code.proved', {
        provider,
        sequence: `${sequence}`,
        what: 'it signed another module or image than the published',
      })
      return this.#state.dropAccusation(key)
    }
    const denied = deniedOf(accusation)
    if (published.imageHash === zeroHash) {
      await this.#juries.open(denied, accusation.reason)
      return this.#state.dropAccusation(key)
    }
    const subject = await this.#subject(signed, denied.request, accusation.endpoint)
    const opening = await this.#options.player.opening(key, subject)
    const reason = falsehoodOf(denied, opening)
    if (reason === undefined) {
      this.#log('accusation.dropped', {
        provider,
        sequence: `${sequence}`,
        what: 'the machine says what the receipt says',
      })
      return this.#state.dropAccusation(key)
    }
    const showing = showingCall(this.#market, denied)
    if (showing) await this.#send(showing)
    const call = await openingCall(this.#market, denied, opening)
    const { logs } = await this.#send(call)
    const { id } = openDispute.extractEvent(logs, this.#market.deployment)
    this.#state.foundGames([id], this.#state.gamesThrough)
    this.#state.dropAccusation(key)
    const what = `receipt ${sequence} of provider ${provider} says ${reason}; the execution has ${opening.steps} steps`
    this.#log('dispute.opened', { game: `${id}`, provider, bond: `${call.value}`, seconds: opening.seconds, what })
  }

  /** Whether this account has a game about it: it may have been killed before it wrote that down. */
  async #isOnTrial(key: string): Promise<boolean> {
    for (const id of this.#state.games) {
      const { receipt } = await readDispute(this.#market.client, { ...this.#base, id })
      if (keyOf(receipt) === key) return true
    }
    return false
  }

  /** Own games, also those that an earlier life opened, or somebody with the same key. */
  async #find(): Promise<void> {
    const { client, deployment, account } = this.#market
    const head = Number(await client.getBlockNumber())
    const first = Math.max(Number(deployment.block), Math.min(this.#state.gamesThrough, head) + 1 - DEPTH)
    const found: bigint[] = []
    for (let from = first; from <= head; from += SPAN) {
      const range = { fromBlock: BigInt(from), toBlock: BigInt(Math.min(head, from + SPAN - 1)), strict: true } as const
      const address = deployment.disputes as Hex
      const logs = await client.getLogs({
        address,
        event: openedEvent,
        args: { challenger: account.address },
        ...range,
      })
      found.push(...logs.map(({ args }) => args.id))
    }
    this.#state.foundGames(found, head)
  }

  // ---------------------------------------------------------------- playing

  async #play(id: bigint): Promise<void> {
    const { client, bourse } = this.#market
    // a node that lags behind may not know it yet
    if ((await bourse.getDispute({ id })).turn === 0) return
    const game = await readDispute(client, { ...this.#base, id })
    if (game.turn === 'over') return this.#end(game, await client.getBlockNumber())
    this.#over.delete(id)
    if (await this.#isGuilty(game.provider)) {
      this.#log('dispute.dropped', { game: `${id}`, what: 'the provider was punished meanwhile: the bond comes back' })
      return void (await this.#send(dropDispute.call(client, { ...this.#base, id })))
    }
    if (game.turn === 'pick' || game.turn === 'prove') return this.#move(game)
    const left = disputeTimeLeft(game, await this.#now()) ?? 0
    if (left >= 0) return
    this.#log('dispute.timeout', { game: `${id}`, what: 'the provider has no time left' })
    await this.#send(timeoutDispute.call(client, { ...this.#base, id }))
  }

  async #move(game: Dispute): Promise<void> {
    const { client, deployment } = this.#market
    const { request } = await this.#bytesOf(game)
    const { endpoint } = await this.#market.bourse.getProvider({ provider: game.provider })
    const subject = await this.#subject(game.receipt, request, endpoint)
    const question = { id: `${game.id}`, side: 'challenger', subject, position: positionOf(game) } as const
    const { move, reason, seconds } = await this.#options.player.move(question)
    if (move === undefined) throw new Error(`there is nothing to say: ${reason}`)
    this.#log('dispute.move', { game: `${game.id}`, move: move.kind, seconds, what: describe(game, move) })
    const { transactionHash } = await this.#send(callOf(client as PublicClient, deployment, game, move))
    this.#log('dispute.moved', { game: `${game.id}`, move: move.kind, hash: transactionHash })
  }

  #end({ id, upheld, provider, moves }: Dispute, head: bigint): void {
    const end = moves.at(-1)?.block ?? head
    if (head - end >= BigInt(DEPTH)) this.#state.endGame(id)
    if (this.#over.has(id)) return
    this.#over.add(id)
    this.#mayBeOwed = true
    const lost = 'over: the receipt stands, or the provider was punished before'
    const what = upheld ? `won: provider ${provider} is punished` : lost
    this.#log('dispute.over', { game: `${id}`, upheld, moves: moves.length, what })
  }

  /** Request and response as this account showed them when it opened the game. */
  async #bytesOf({ id, moves }: Dispute): Promise<{ request: Uint8Array }> {
    const [opened] = moves
    if (opened === undefined) throw new Error(`game ${id} was never opened`)
    const { input } = await this.#market.client.getTransaction({ hash: opened.transaction })
    const { functionName, args } = decodeFunctionData({ abi: disputesAbi, data: input })
    if (functionName !== 'open')
      throw new Error(`game ${id} was opened by another contract: its request is not known here`)
    return { request: hexToBytes(args[2]) }
  }

  async #withdraw(): Promise<void> {
    if (!this.#mayBeOwed) return
    const { bourse, client, account } = this.#market
    const owed = await bourse.getBondsOwed({ account: account.address })
    this.#mayBeOwed = false
    if (owed === 0n) return
    const { transactionHash } = await this.#send(withdrawBonds.call(client, { ...this.#base, to: account.address }))
    this.#log('bonds.withdrawn', { amount: `${owed}`, hash: transactionHash })
  }

  get #base() {
    return { deployment: this.#market.deployment }
  }

  #subject({ receipt }: SignedReceipt, request: Uint8Array, endpoint: string) {
    const { gateway } = this.#options.context.settings
    return subjectOf(this.#market, receipt, request, [...(gateway ? [gateway] : []), endpoint])
  }

  async #send(call: { to: Hex; data: Hex; value?: bigint }) {
    const { client, account } = this.#market
    const gas = await client.estimateGas({ account: account.address, ...call })
    return sendOnce(this.#market, call, gas)
  }

  async #now(): Promise<number> {
    return Number((await this.#market.client.getBlock()).timestamp)
  }

  async #isGuilty(provider: number): Promise<boolean> {
    const { ended, baseStake } = await this.#market.bourse.getProvider({ provider })
    return ended && BigInt(baseStake) === 0n
  }
}

function deniedOf({ receipt, request, response }: Accusation): Denied {
  return {
    signed: decodeWire(receipt),
    request: Buffer.from(request, 'base64'),
    response: Buffer.from(response, 'base64'),
  }
}

function idOf(signed: SignedReceipt): string {
  return `executed:${keyOf(signed)}`
}
