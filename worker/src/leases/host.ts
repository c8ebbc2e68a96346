import { defaultLimits, RUNTIME_VERSION } from '@lambda-bourse/runtime'
import { type ReceiptDomain, type Tier, tierOf } from '@lambda-bourse/sdk'
import type { ChainTime } from '../chain/chainTime.ts'
import type { ChainClient, LeaseState } from '../chain/client.ts'
import type { Clock } from '../clock.ts'
import { messageOf, Refusal, VersionRefusedError } from '../errors.ts'
import { Slots } from '../invoke/slots.ts'
import type { Logger } from '../log.ts'
import { ReceiptTemplate } from '../receipts/template.ts'
import type { AliasBook } from './aliasBook.ts'
import { type HostedVersion, type LoadOptions, loadVersion } from './hostedVersion.ts'
import type { LeaseTable } from './leaseTable.ts'

/** One unit is 512 MiB, in pages of 64 KiB. */
const PAGES_PER_UNIT = 8192
/** How long callers take the version before a switch, while the next is prepared (docs/receipts.md, On the wire). */
const SWITCH_MS = 30_000
const RETRY_FIRST_MS = 1_000
const RETRY_LONGEST_MS = 60_000

/** A version on its way to be hosted, hosted, or refused until the next try. */
interface Slot {
  version?: HostedVersion
  /** Once the registry was read. */
  tier?: Tier
  loading?: Promise<void>
  error?: string
  failures: number
  /** Monotonic ms before which it is not tried again. */
  retryAt: number
}

/** A lease and what it serves. */
interface Serving {
  lease: LeaseState
  /** Up to this epoch `version` is served, after it `next`. */
  epoch: number
  version: number
  next: number
  /** What was served before `version`, until a monotonic ms. */
  previous: { number: number; until: number } | undefined
  slots: Slots
  templates: Map<number, ReceiptTemplate>
}

/** What an invocation of a lease runs. */
export interface Target {
  lease: LeaseState
  version: HostedVersion
  template: ReceiptTemplate
  slots: Slots
}

export interface HostOptions extends LoadOptions {
  client: Pick<ChainClient, 'version'>
  leases: LeaseTable
  aliases: AliasBook
  time: ChainTime
  clock: Clock
  log: Logger
  provider: number
  domain: ReceiptDomain
  /** Invocations of a lease that may wait for each of its instances. */
  queuePerInstance: number
  /** Leases of which service is demanded on chain: an answer is due when they are over as well. */
  demanded(): ReadonlySet<number>
}

/** Readiness of one lease, for status. */
export interface LeaseStatus {
  lease: number
  functionId: string
  version: number
  /** Of the version; null until the registry was read. */
  tier: Tier | null
  start: number
  end: number
  ready: boolean
  reason?: string
}

/** Keeps ready what the live leases ask for: the version of this epoch, and the one that the alias names for the next. */
export class Host {
  readonly #options: HostOptions
  readonly #slots = new Map<string, Slot>()
  #serving = new Map<number, Serving>()

  constructor(options: HostOptions) {
    this.#options = options
  }

  /** Brings what is served in line with the chain; fetching and preparing go on beside it. */
  async reconcile(): Promise<void> {
    const { leases, time, demanded } = this.#options
    const epoch = time.epoch
    const serving = new Map<number, Serving>()
    const asked = demanded()
    for (const lease of leases.all().filter(({ id, end }) => epoch < end || asked.has(id))) {
      const resolved = await this.#resolve(lease, epoch)
      if (resolved !== undefined) serving.set(lease.id, resolved)
    }
    this.#serving = serving
    const wanted = new Set<string>()
    for (const one of serving.values()) {
      const numbers = [one.version, one.next, this.#dueNow(one, epoch)]
      for (const number of numbers) if (number !== 0) wanted.add(slotKey(one.lease.functionId, number))
    }
    for (const key of wanted) this.#load(key)
    for (const [key, slot] of this.#slots) if (!wanted.has(key)) this.#drop(key, slot)
  }

  /**
   * What to run for a lease in an epoch.
   * @param isDemanded whether it is run for a demand, when the lease is over as well
   * @throws Refusal 404 for no lease of ours, 425 while its version is not ready.
   */
  target(leaseId: number, epoch: number, isDemanded = false): Target {
    const serving = this.#serving.get(leaseId)
    if (serving === undefined || (epoch >= serving.lease.end && !isDemanded)) {
      throw new Refusal('NotFound', 404, `lease ${leaseId} is not served here`)
    }
    const { lease, slots, templates } = serving
    const number = this.#dueNow(serving, epoch)
    const version = this.#slots.get(slotKey(lease.functionId, number))?.version
    const reason = this.#unready(lease, number)
    if (version === undefined || reason !== undefined) {
      throw new Refusal('NotReady', 425, `lease ${leaseId} is not ready: ${reason ?? 'its module is being prepared'}`)
    }
    const template = templates.get(number) ?? this.#template(lease, version)
    templates.set(number, template)
    return { lease, version, template, slots }
  }

  /** A version that is ready now, whichever lease it is for. */
  hosted(functionId: bigint, number: number): HostedVersion | undefined {
    return this.#slots.get(slotKey(functionId, number))?.version
  }

  status(epoch: number): LeaseStatus[] {
    return [...this.#serving.values()].map(({ lease, ...serving }) => {
      const version = epoch > serving.epoch ? serving.next : serving.version
      const reason = this.#unready(lease, version)
      const { id, functionId, start, end } = lease
      const tier = this.#slots.get(slotKey(functionId, version))?.tier ?? null
      const about = { lease: id, functionId: functionId.toString(), version, tier, start, end }
      const status = { ...about, ready: reason === undefined }
      return reason === undefined ? status : { ...status, reason }
    })
  }

  /** Resolves when no version is being fetched or prepared. */
  async settled(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.loading))
  }

  /** One lease whose alias cannot be read is served as before, and holds up no other. */
  async #resolve(lease: LeaseState, epoch: number): Promise<Serving | undefined> {
    const { aliases, time, log, queuePerInstance } = this.#options
    const before = this.#serving.get(lease.id)
    const start = time.startOf(epoch)
    const named = await aliases.resolve(lease.functionId, lease.aliasName, start).catch((error: unknown) => {
      log.warn('alias.unreadable', { lease: lease.id, reason: messageOf(error) })
    })
    if (named === undefined) return before
    const isSwitched = before !== undefined && before.version !== named.version
    const until = this.#options.clock.monotonic() + SWITCH_MS
    return {
      lease,
      epoch,
      ...named,
      previous: isSwitched ? { number: before.version, until } : before?.previous,
      slots: before?.slots ?? new Slots(lease.instances, lease.instances * queuePerInstance),
      templates: before?.templates ?? new Map(),
    }
  }

  /** The version to run: while the one that is due is on its way, the one before it, for no request is dropped. */
  #dueNow({ lease, version, next, previous, ...serving }: Serving, epoch: number): number {
    const isLater = epoch > serving.epoch
    const due = isLater ? next : version
    const isPreviousTaken = previous !== undefined && this.#options.clock.monotonic() < previous.until
    const before = isLater ? version : isPreviousTaken ? previous.number : 0
    if (due === 0 || before === 0 || this.#unready(lease, before) !== undefined) return due
    const slot = this.#slots.get(slotKey(lease.functionId, due))
    const isOnItsWay = slot === undefined || (slot.version === undefined && slot.error === undefined)
    return isOnItsWay ? before : due
  }

  #unready(lease: LeaseState, number: number): string | undefined {
    if (number === 0) return 'its alias names no version'
    const slot = this.#slots.get(slotKey(lease.functionId, number))
    if (slot?.version === undefined) return slot?.error ?? 'its module is being prepared'
    const pages = slot.version.config.memoryPages ?? defaultLimits.memoryPages
    const most = lease.unitsEach * PAGES_PER_UNIT
    return pages > most ? `config.memoryPages is ${pages}, its ${lease.unitsEach} units allow ${most}` : undefined
  }

  #template(lease: LeaseState, { functionId, number, moduleHash, imageHash }: HostedVersion): ReceiptTemplate {
    const { provider, domain } = this.#options
    return new ReceiptTemplate({
      domainSeparator: domain.separator,
      provider,
      lease: lease.id,
      functionId,
      version: number,
      moduleHash,
      imageHash,
      runtimeVersion: RUNTIME_VERSION,
    })
  }

  #load(key: string): void {
    const slot: Slot = this.#slots.get(key) ?? { failures: 0, retryAt: 0 }
    this.#slots.set(key, slot)
    const now = this.#options.clock.monotonic()
    if (slot.version !== undefined || slot.loading !== undefined || now < slot.retryAt) return
    slot.loading = this.#try(key, slot).finally(() => {
      slot.loading = undefined
    })
  }

  async #try(key: string, slot: Slot): Promise<void> {
    const { client, clock, log } = this.#options
    const [functionId, number] = [BigInt(key.split(':')[0] as string), Number(key.split(':')[1])]
    const fields = { functionId: functionId.toString(), version: number }
    try {
      const version = await client.version(functionId, number)
      slot.tier = tierOf(version)
      slot.version = await loadVersion(this.#options, functionId, number, version)
      slot.error = undefined
      log.info('version.ready', { ...fields, tier: slot.tier })
      if (this.#slots.get(key) !== slot) slot.version.unpin()
    } catch (error) {
      slot.error = messageOf(error)
      const pause = Math.min(RETRY_FIRST_MS * 2 ** slot.failures++, RETRY_LONGEST_MS)
      const isFinal = error instanceof VersionRefusedError
      slot.retryAt = isFinal ? Number.POSITIVE_INFINITY : clock.monotonic() + pause
      log.warn('version.refused', { ...fields, tier: slot.tier, reason: slot.error })
    }
  }

  #drop(key: string, slot: Slot): void {
    this.#slots.delete(key)
    slot.version?.unpin()
  }
}

function slotKey(functionId: bigint, number: number): string {
  return `${functionId}:${number}`
}
