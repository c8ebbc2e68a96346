// Receipts and canaries on trial: what providers signed and attested is executed again, denied on chain where it is false, and played
// to its end.
import { decodeWire, encodeWireHeader, leafCaseId, type SignedReceipt } from '@lambda-bourse/sdk'
import { zeroHash } from 'viem'
import { compare } from '../../actions/verify/check.ts'
import { execute, programOf, readSubject, type Subject } from '../../actions/verify/execute.ts'
import type { Context } from '../../core/context.ts'
import { type Denied, keyOf } from '../../market/disputes.ts'
import type { ShownLeaf } from '../answers.ts'
import type { Canaries } from '../canary.ts'
import { Juries } from '../juries.ts'
import { leafJson } from '../proofs.ts'
import type { Accusation } from '../state.ts'
import { Desk, type DeskOptions } from './desk.ts'
import { OwnGames } from './games.ts'
import { LeafOpener } from './leaves.ts'
import { ReceiptOpener } from './receipts.ts'

/** Versions whose module is kept: watchers see the same few again and again. */
const KEPT = 8

export type TrialOptions = DeskOptions & {
  canaries: Canaries
  /** Share of the receipts that are executed again, 0 to 1. */
  sample: number
}

type Prepared = { subject: Subject; program: ReturnType<typeof programOf> }

export class Trial {
  readonly #context: Context
  readonly #sample: number
  readonly #desk: Desk
  readonly #subjects = new Map<string, Prepared>()
  readonly #juries: Juries
  readonly #receipts: ReceiptOpener
  readonly #leaves: LeafOpener
  readonly #games: OwnGames

  constructor(options: TrialOptions) {
    const { context, sample, market, log } = options
    this.#context = context
    this.#sample = sample
    this.#desk = new Desk(options)
    const send = (call: Parameters<Desk['send']>[0]) => this.#desk.send(call)
    this.#juries = new Juries({ market, account: market.account.address, send, log })
    this.#receipts = new ReceiptOpener(this.#desk, this.#juries)
    this.#leaves = new LeafOpener(this.#desk, options.canaries)
    this.#games = new OwnGames(this.#desk, options.canaries)
  }

  /** Executes a receipt again, or passes it over, as the sample draws. What is false is written down before anything is sent. */
  async examine(denied: Denied, endpoint: string): Promise<void> {
    const { signed, request, response } = denied
    const { market, state } = this.#desk
    const id = `executed:${keyOf(signed)}`
    if (!this.#isThere || state.isSettled(id)) return
    if (Math.random() >= this.#sample) return state.settle(id)
    const { receipt } = signed
    const { subject, program } = await this.#subjectOf(signed, endpoint)
    const here = execute(market, receipt, { request, response }, subject, program)
    const wrong = compare(receipt, { request, response }, subject, here).filter(({ same }) => !same)
    if (wrong.length > 0)
      this.#accuse(denied, endpoint, wrong.map(({ field, actual }) => `${field} is ${actual}`).join(', '))
    state.settle(id)
  }

  /**
   * Writes down that a leaf's canary is to be denied.
   * @returns whether the market has games
   */
  accuseLeaf({ provider, proof }: ShownLeaf, endpoint: string, reason: string): boolean {
    if (!this.#isThere) return false
    const key = leafCaseId({ provider, epoch: proof.root.epoch, lease: proof.summary.lease })
    this.#desk.state.accuse(key, { kind: 'leaf', provider, proof: leafJson(proof), endpoint, reason })
    return true
  }

  /** Opens what waits to be opened, and makes every move that is this account's. */
  async round(): Promise<void> {
    if (!this.#isThere) return
    await this.#games.find()
    for (const [key, accusation] of this.#desk.state.accusations)
      await this.#desk.attempt('accusation', { about: key }, () => this.#open(key, accusation))
    await this.#desk.attempt('trial', {}, () => this.#juries.round())
    await this.#games.round()
  }

  /** Whether the market has games. */
  get #isThere(): boolean {
    return this.#desk.market.deployment.disputes !== undefined
  }

  #accuse({ signed, request, response }: Denied, endpoint: string, reason: string): void {
    const { provider, epoch, sequence, imageHash } = signed.receipt
    const isTried = imageHash !== zeroHash || this.#juries.isThere
    const tier = isTried ? 'it is denied on chain' : 'its version is not provable, and the market has no jury'
    this.#desk.log('receipt.wrong', { provider, epoch, sequence: `${sequence}`, reason, what: tier })
    if (!isTried) return
    this.#desk.state.accuse(keyOf(signed), {
      receipt: encodeWireHeader(signed),
      request: Buffer.from(request).toString('base64'),
      response: Buffer.from(response).toString('base64'),
      endpoint,
      reason,
    })
  }

  async #open(key: string, accusation: Accusation): Promise<void> {
    const isLeaf = accusation.kind === 'leaf'
    const { provider } = isLeaf ? accusation : decodeWire(accusation.receipt).receipt
    if (!(await this.#desk.isGuilty(provider))) {
      if (!isLeaf) await this.#receipts.open(key, accusation)
      else if (!(await this.#leaves.open(key, accusation))) return
    }
    this.#desk.state.dropAccusation(key)
  }

  async #subjectOf({ receipt }: SignedReceipt, endpoint: string): Promise<Prepared> {
    const key = `${receipt.functionId}:${receipt.version}`
    const known = this.#subjects.get(key)
    if (known !== undefined) return known
    const subject = await readSubject(this.#context, this.#desk.market, receipt, endpoint)
    const prepared = { subject, program: programOf(subject) }
    this.#subjects.set(key, prepared)
    for (const oldest of [...this.#subjects.keys()].slice(0, -KEPT)) this.#subjects.delete(oldest)
    return prepared
  }
}
