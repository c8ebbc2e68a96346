// Receipts of the attested tier: denied before a jury, which others draw and serve; ended here when its time is up.
import { encodeWire, judgeTrial, openAttestedDispute, withdrawFromJury } from '@lambda-bourse/sdk'
import { type Hex, isAddressEqual } from 'viem'
import type { Denied } from '../market/disputes.ts'
import type { Market } from '../market/open.ts'
import type { Log } from './watcher.ts'

const [OPENED, SITTING, OVER] = [1, 3, 4]
const VERDICT_OPEN = [OPENED, SITTING]

type Sent = { to: Hex; data: Hex; value?: bigint }

export type JuriesOptions = {
  market: Pick<Market, 'bourse' | 'client' | 'deployment'>
  /** Who denies. */
  account: Hex
  /** Sends a call, or what `renew` makes of it later, and waits until it is mined. */
  send(call: Sent, renew?: () => Promise<Sent>): Promise<unknown>
  log: Log
}

export class Juries {
  readonly #options: JuriesOptions
  /** Own trials that are not over. */
  readonly #open = new Set<bigint>()
  #seen = 0n
  #mayBeOwed = true

  constructor(options: JuriesOptions) {
    this.#options = options
  }

  /** Whether the market has one. */
  get isThere(): boolean {
    return this.#options.market.deployment.jury !== undefined
  }

  /** Denies a receipt, unless this account does so already: it may have been killed before it wrote that down. */
  async open({ signed, request }: Denied, reason: string): Promise<void> {
    const { market, send, log } = this.#options
    const { bourse, client, deployment } = market
    const { provider, lease, sequence, responseHash, fuel, status } = signed.receipt
    const claim = await bourse.getAnswerId({ responseHash, fuel, status })
    await this.#find()
    for (const id of this.#open) {
      const trial = await bourse.getTrial({ id })
      if (trial.claim === claim && trial.lease === lease) return
    }
    let bond = 0n
    // the base fee may rise until it is mined; what is above the bond comes back
    const opening = async () => {
      const { baseFeePerGas } = await client.getBlock()
      bond = await bourse.getTrialBondFor({ provider, baseFee: (baseFeePerGas ?? 0n) + 1n })
      const value = 2n * bond
      return { ...openAttestedDispute.call(client, { deployment, receipt: encodeWire(signed), request, value }), value }
    }
    await send(await opening(), opening)
    const what = `receipt ${sequence} of provider ${provider}: ${reason}; providers that execute it again decide`
    log('trial.opened', { provider, lease, bond: `${bond}`, what })
  }

  /** Ends own trials whose time is up, and takes out what they leave. */
  async round(): Promise<void> {
    if (!this.isThere) return
    await this.#find()
    for (const id of this.#open) await this.#end(id)
    await this.#withdraw()
  }

  async #find(): Promise<void> {
    const { market, account } = this.#options
    const count = await market.bourse.getTrialCount()
    while (this.#seen < count) {
      const id = this.#seen + 1n
      const { challenger, stage } = await market.bourse.getTrial({ id })
      if (stage !== OVER && isAddressEqual(challenger, account)) this.#open.add(id)
      this.#seen = id
    }
  }

  async #end(id: bigint): Promise<void> {
    const { market, send, log } = this.#options
    const { bourse, client, deployment } = market
    const { stage, deadline, pending, provider } = await bourse.getTrial({ id })
    if (stage === OVER) {
      this.#open.delete(id)
      this.#mayBeOwed = true
      log('trial.over', { trial: `${id}`, provider, what: 'its verdict is in the event Judged' })
      return
    }
    if (!VERDICT_OPEN.includes(stage)) return
    const isWaiting = stage === SITTING && pending !== 0
    const last = deadline + (isWaiting ? Number(await bourse.getJuryTurn()) : 0)
    if ((await bourse.getCurrentEpoch()) <= last) return
    await send(judgeTrial.call(client, { deployment, id }))
  }

  async #withdraw(): Promise<void> {
    const { market, account, send, log } = this.#options
    const { bourse, client, deployment } = market
    if (!this.#mayBeOwed) return
    const owed = await bourse.getOwedByJury({ account })
    if (owed > 0n) await send(withdrawFromJury.call(client, { deployment, to: account }))
    this.#mayBeOwed = false
    if (owed === 0n) return
    log('trial.withdrawn', { amount: `${owed}` })
  }
}
