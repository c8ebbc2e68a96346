// What both halves of a trial need: to send what an account says, and to know who is guilty already.
import type { Player } from '@lambda-bourse/worker'
import type { Hex } from 'viem'
import type { Context } from '../../core/context.ts'
import type { MarketWithAccount } from '../../market/open.ts'
import { sendCall } from '../send.ts'
import type { WatchState } from '../state.ts'
import type { Log } from '../watcher.ts'

export type DeskOptions = {
  context: Context
  market: MarketWithAccount
  state: WatchState
  player: Player
  log: Log
}

type Sent = { to: Hex; data: Hex; value?: bigint }

export class Desk {
  readonly market: MarketWithAccount
  readonly state: WatchState
  readonly player: Player
  readonly log: Log
  readonly #gateway: string | undefined

  constructor({ context, market, state, player, log }: DeskOptions) {
    this.market = market
    this.state = state
    this.player = player
    this.log = log
    this.#gateway = context.settings.gateway
  }

  /** Of every action. */
  get base() {
    return { deployment: this.market.deployment }
  }

  /** Who may have a provider's modules, the first to be asked first. */
  hosts(endpoint: string): string[] {
    return [...(this.#gateway ? [this.#gateway] : []), endpoint]
  }

  /** @param renew What would be sent later: a bond follows the base fee */
  async send(call: Sent, renew?: () => Promise<Sent>) {
    return sendCall(this.market, this.log, call, renew)
  }

  /** Seconds since 1970. */
  async now(): Promise<number> {
    return Number((await this.market.client.getBlock()).timestamp)
  }

  async isGuilty(provider: number): Promise<boolean> {
    const { ended, baseStake } = await this.market.bourse.getProvider({ provider })
    return ended && BigInt(baseStake) === 0n
  }

  /** What fails is logged, and tried again in the next round. */
  async attempt(what: string, about: Record<string, unknown>, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.log(`${what}.failed`, { ...about, reason: (error as Error).message.split('\n')[0] })
    }
  }
}
