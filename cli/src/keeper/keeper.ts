// Watches the market's deals and does for their tips what nobody has to do: fill, renew, replace.
import { bourseAbi, type DealView, formatUsdc, type MarketLog, readLogs } from '@lambda-bourse/sdk'
import { type Address, type Hex, isAddressEqual, type Log, parseEventLogs } from 'viem'
import type { Progress } from '../core/progress.ts'
import type { MarketWithAccount } from '../market/open.ts'
import { callOf, isOver, type Job, jobsOf, nameOf } from './jobs.ts'
import { blank, type Memory } from './memory.ts'
import { isDelegate, tipsOf } from './probe.ts'
import { sendOnce } from './sender.ts'

export type KeeperSettings = {
  /** What a million gas is worth, micro-USDC: a job is done when its tips are worth more than its gas. */
  gasPrice: bigint
  /** The most places of the book that a walk looks at. */
  maxSteps: bigint
}

/** A job that was done. `tips` in micro-USDC, as the chain paid them. */
export type Done = { job: string; tips: bigint; gas: bigint; transaction: Hex }

/** Deals read at once. */
const AT_ONCE = 20

/** One life of a keeper. All that lasts is in `memory`; `save` is called whenever that has changed. */
export class Keeper {
  readonly #market: MarketWithAccount
  readonly #settings: KeeperSettings
  readonly #progress: Progress
  readonly #save: (memory: Memory) => void
  #memory: Memory
  #epoch = 0
  /** Something happened since the last look, or a job is to be tried again. */
  #due = true

  constructor(
    market: MarketWithAccount,
    settings: KeeperSettings,
    progress: Progress,
    memory: Memory,
    save: (memory: Memory) => void,
  ) {
    this.#market = market
    this.#settings = settings
    this.#progress = progress
    this.#memory = memory
    this.#save = save
  }

  /** Reads what happened and does every job that pays. Says what was done. */
  async round(): Promise<Done[]> {
    await this.#read()
    const epoch = await this.#market.bourse.getCurrentEpoch()
    if (!this.#due && epoch === this.#epoch) return []
    this.#due = false
    this.#epoch = epoch
    const done: Done[] = []
    for (const deal of await this.#deals()) done.push(...(await this.#serve(deal)))
    return done
  }

  /** Takes the market's events in, until its head. After a reorganisation everything is read anew. */
  async #read(): Promise<void> {
    const { wallet, deployment } = this.#market
    for (let complete = false; !complete; ) {
      const page = await readLogs(wallet, { deployment, cursor: this.#memory.cursor })
      const memory = page.rolledBackTo === undefined ? this.#memory : blank(deployment)
      const cursor = page.rolledBackTo === undefined ? page.cursor : []
      const opened = page.rolledBackTo === undefined ? page.logs.flatMap(tippedDeal) : []
      if (page.logs.length > 0 || page.rolledBackTo !== undefined) this.#due = true
      this.#memory = { ...memory, cursor, deals: [...memory.deals, ...opened] }
      this.#save(this.#memory)
      complete = page.complete && page.rolledBackTo === undefined
    }
  }

  /** Those that are not over; the others are forgotten. */
  async #deals(): Promise<DealView[]> {
    const { bourse, account } = this.#market
    const views: DealView[] = []
    for (let i = 0; i < this.#memory.deals.length; i += AT_ONCE) {
      const some = this.#memory.deals.slice(i, i + AT_ONCE)
      views.push(...(await Promise.all(some.map((deal) => bourse.getDeal({ deal })))))
    }
    const open = views.filter((deal) => !isOver(deal, this.#epoch))
    if (open.length < views.length) {
      this.#memory = { ...this.#memory, deals: open.map(({ id }) => id) }
      this.#save(this.#memory)
    }
    const own = account.address.toLowerCase()
    const strange = await Promise.all(
      open.map(
        async ({ owner }) => owner.toLowerCase() !== own && !(await isDelegate(this.#market, owner, own as Hex)),
      ),
    )
    return open.filter((_, i) => strange[i])
  }

  async #serve(deal: DealView): Promise<Done[]> {
    const done: Done[] = []
    for (const job of jobsOf(deal, this.#epoch, this.#market.deployment.config.window)) {
      try {
        const one = await this.#do(job)
        if (one) done.push(one)
      } catch (error) {
        // Somebody was faster, the node is away, the fee too low: the next round sees how it stands then.
        this.#due = true
        this.#progress.warn(`${nameOf(job)}: ${(error as Error).message.split('\n')[0]}`)
      }
    }
    return done
  }

  /** Does a job when it pays. Undefined when it does not. */
  async #do(job: Job): Promise<Done | undefined> {
    const { client, account, bourse } = this.#market
    const call = callOf(job, bourse, this.#settings.maxSteps)
    const offered = await tipsOf(this.#market, call.data)
    if (offered === 0n) return undefined
    const gas = await client.estimateGas({ ...call, account })
    const cost = (gas * this.#settings.gasPrice) / 1_000_000n
    if (offered <= cost) {
      this.#progress.note(`${nameOf(job)}: ${formatUsdc(offered)} does not pay for ${gas} gas (${formatUsdc(cost)})`)
      return undefined
    }
    // a job pays what it pays: in a crowd it waits, and is given up
    const receipt = await sendOnce(this.#market, call, gas, { isPatient: true })
    const tips = tipsIn(receipt.logs, account.address)
    this.#progress.note(`${nameOf(job)}: ${formatUsdc(tips)} for ${receipt.gasUsed} gas`)
    return { job: nameOf(job), tips, gas: receipt.gasUsed, transaction: receipt.transactionHash }
  }
}

/** The id of a deal that was opened with a tip. */
function tippedDeal(log: MarketLog): number[] {
  return log.eventName === 'DealOpened' && log.args.plan.tip > 0 ? [log.args.deal] : []
}

/** What the chain paid. */
function tipsIn(logs: Log[], to: Address): bigint {
  const tips = parseEventLogs({ abi: bourseAbi, eventName: 'Tipped', logs })
  return tips.reduce((sum, { args }) => (isAddressEqual(args.to, to) ? sum + args.amount : sum), 0n)
}
