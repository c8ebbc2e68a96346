// Puts receipts on trial that were found false: before the machine, before a jury, or at once where they are lies of their own.
import { decodeWire, openDispute, proveCode, readDispute, type SignedReceipt } from '@lambda-bourse/sdk'
import { zeroHash } from 'viem'
import { type Denied, falsehoodOf, keyOf, openingCall, showingCall, subjectOf } from '../../market/disputes.ts'
import type { Juries } from '../juries.ts'
import type { ReceiptAccusation } from '../state.ts'
import type { Desk } from './desk.ts'

export class ReceiptOpener {
  readonly #desk: Desk
  readonly #juries: Juries

  constructor(desk: Desk, juries: Juries) {
    this.#desk = desk
    this.#juries = juries
  }

  /** Everything that is to be done about an accusation, once. Returns when nothing is left to be done. */
  async open(key: string, accusation: ReceiptAccusation): Promise<void> {
    const signed = decodeWire(accusation.receipt)
    const { functionId, version, moduleHash, imageHash } = signed.receipt
    if (await this.#isOnTrial(key)) return
    const published = await this.#desk.market.bourse.getVersion({ functionId, version })
    if (published.moduleHash !== moduleHash || published.imageHash !== imageHash)
      return this.#proveCode(signed, accusation)
    const denied = deniedOf(accusation)
    if (published.imageHash === zeroHash) return this.#juries.open(denied, accusation.reason)
    await this.#openGame(key, denied, accusation.endpoint)
  }

  async #proveCode({ receipt }: SignedReceipt, { receipt: wire }: ReceiptAccusation): Promise<void> {
    const { provider, sequence } = receipt
    const { market, base, log } = this.#desk
    await this.#desk.send(proveCode.call(market.client, { ...base, receipt: wire }))
    const what = 'it signed another module or image than the published'
    log('code.proved', { provider, sequence: `${sequence}`, what })
  }

  async #openGame(key: string, denied: Denied, endpoint: string): Promise<void> {
    const { market, state, player, log } = this.#desk
    const { receipt } = denied.signed
    const { provider, sequence } = receipt
    const subject = await subjectOf(market, receipt, denied.request, this.#desk.hosts(endpoint))
    const opening = await player.opening(key, subject)
    const reason = falsehoodOf(denied, opening)
    if (reason === undefined) {
      const what = 'the machine says what the receipt says'
      return log('accusation.dropped', { provider, sequence: `${sequence}`, what })
    }
    const showing = showingCall(market, denied)
    if (showing) await this.#desk.send(showing)
    const renew = () => openingCall(market, denied, opening)
    const call = await renew()
    const { logs } = await this.#desk.send(call, renew)
    const { id } = openDispute.extractEvent(logs, market.deployment)
    state.foundGames([id], state.gamesThrough)
    const what = `receipt ${sequence} of provider ${provider} says ${reason}; the execution has ${opening.steps} steps`
    log('dispute.opened', { game: `${id}`, provider, bond: `${call.value}`, seconds: opening.seconds, what })
  }

  /** Whether this account has a game about it: it may have been killed before it wrote that down. */
  async #isOnTrial(key: string): Promise<boolean> {
    const { market, base, state } = this.#desk
    for (const id of state.games) {
      const { about } = await readDispute(market.client, { ...base, id })
      if (about.kind === 'receipt' && keyOf(about.receipt) === key) return true
    }
    return false
  }
}

function deniedOf({ receipt, request, response }: ReceiptAccusation): Denied {
  return {
    signed: decodeWire(receipt),
    request: Buffer.from(request, 'base64'),
    response: Buffer.from(response, 'base64'),
  }
}
