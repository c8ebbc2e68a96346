import { encodeAbiParameters, keccak256, zeroHash } from 'viem'
import type { ChainTime } from '../chain/chainTime.ts'
import { CallRefusedError, type Head, type Hex } from '../chain/client.ts'
import type { Sender } from '../chain/sender.ts'
import type { Clock } from '../clock.ts'
import { messageOf, Refusal } from '../errors.ts'
import type { Invoker } from '../invoke/invoker.ts'
import type { Host } from '../leases/host.ts'
import type { LeaseTable } from '../leases/leaseTable.ts'
import type { Logger } from '../log.ts'
import { Answers, UnanswerableError } from './answers.ts'
import type { RequestClient } from './client.ts'
import { requestParameters } from './parameters.ts'
import { Quorum, revealOf } from './quorum.ts'
import type { Entry, RequestStore } from './requestStore.ts'
import { Turns } from './turns.ts'
import { isWorthIt, type Tariff } from './worth.ts'

/** Blocks of one request for events. */
const SPAN = 2_000

export interface RequestServerOptions {
  client: RequestClient
  store: RequestStore
  sender: Pick<Sender, 'send'>
  invoker: Pick<Invoker, 'execute'>
  host: Pick<Host, 'target'>
  leases: LeaseTable
  time: ChainTime
  clock: Clock
  log: Logger
  provider: number
  tariff: Tariff
  /** A provider whose turn comes later waits so long for each one before it, in ms. */
  turnMs: number
  /** Blocks that are read again each time. */
  depth: number
  /** From which block on requests are read at first. */
  deployBlock: number
}

/**
 * Answers what contracts ask of our deals. What was found and what was computed is written before it is used, and the
 * chain's own word says whether a request is still open: after a crash the same answer is sent, or none.
 */
export class RequestServer {
  readonly #options: RequestServerOptions
  readonly #answers: Answers
  readonly #turns: Turns
  readonly #quorum: Quorum
  #working: Promise<void> | undefined

  constructor(options: RequestServerOptions) {
    this.#options = options
    this.#answers = new Answers(options)
    this.#turns = new Turns(options.clock, options.turnMs)
    this.#quorum = new Quorum({ ...options, answers: this.#answers, turns: this.#turns })
  }

  /** Reads on to the head and does what is due; a call while one is at work shares it. */
  work(head: Head): Promise<void> {
    this.#working ??= this.#work(head).finally(() => {
      this.#working = undefined
    })
    return this.#working
  }

  /** Resolves when nothing is being read, run or sent. */
  async idle(): Promise<void> {
    await this.#working?.catch(() => undefined)
  }

  async #work(head: Head): Promise<void> {
    const { store, log } = this.#options
    await this.#read(head.number)
    for (const entry of store.all()) {
      try {
        await this.#serve(entry)
      } catch (error) {
        if (error instanceof UnanswerableError) {
          this.#forget(entry, error.message)
          continue
        }
        // A refusal may pass: a module that is not ready, an epoch to attest first, a case that is open.
        if (!(error instanceof CallRefusedError) && !(error instanceof Refusal)) throw error
        log.warn('request.not_answered', { request: entry.request.id.toString(), reason: messageOf(error) })
      }
    }
  }

  async #read(to: number): Promise<void> {
    const { client, store, leases, depth, deployBlock } = this.#options
    const from = Math.max(deployBlock, (store.block ?? deployBlock) + 1 - depth)
    for (let first = from; first <= to; first += SPAN) {
      const last = Math.min(to, first + SPAN - 1)
      const deals = new Set(leases.known().map(dealOf))
      const found = await client.requested(first, last)
      store.save(
        found.filter(({ request }) => deals.has(request.deal)),
        last,
      )
    }
  }

  async #serve(entry: Entry): Promise<void> {
    const { request, proposal } = entry
    if (proposal !== undefined) return this.#deliver({ ...entry, proposal })
    const state = await this.#options.client.state(request.id)
    if (state !== hashOf(entry)) return this.#closed(entry, state)
    if (this.#options.time.epoch > request.deadline) return this.#forget(entry, 'too late')
    if (request.quorum === 1) return this.#answer(entry)
    await this.#quorum.serve(entry, this.#lease(request.deal), async () =>
      (await this.#isWorthIt(entry)) ? this.#turn(entry) : undefined,
    )
  }

  /** Answered by somebody, or refunded. Ours may be waiting: it is paid when it is delivered. */
  async #closed(entry: Entry, state: Hex): Promise<void> {
    const { client, store, provider } = this.#options
    const { request, answer, block } = entry
    if (state !== zeroHash && answer !== undefined) {
      const proposal = await client.proposal(request.id, block)
      if (proposal !== undefined && givers(proposal.providers).includes(provider)) {
        return store.keepProposal(request.id, proposal)
      }
    }
    this.#forget(entry, 'closed')
  }

  async #answer(entry: Entry): Promise<void> {
    const { client, sender, log } = this.#options
    const { request } = entry
    const lease = await this.#turn(entry)
    if (lease === undefined) return
    if (!(await this.#isWorthIt(entry))) return
    const answer = await this.#answers.of(entry, lease)
    if (answer === undefined) return
    const call = client.fulfil(request, answer.receipt, answer.response)
    const outcome = await sender.send(`fulfil:${request.id}`, call)
    log.info('request.answered', { request: request.id.toString(), outcome })
  }

  #lease(deal: number): number | undefined {
    const { leases, time } = this.#options
    return leases.served(time.epoch).find((lease) => dealOf(lease.id) === deal)?.id
  }

  /** Our lease of the deal, when it is our turn: as many go at once as there are answers wanted. */
  async #turn({ request: { id, deal, seats } }: Entry): Promise<number | undefined> {
    const ours = this.#lease(deal)
    if (ours === undefined) return undefined
    const all = await this.#options.client.leases(deal)
    const place = Math.max(0, all.indexOf(ours))
    const turn = (place + Number(id % BigInt(Math.max(1, all.length)))) % Math.max(1, all.length)
    return this.#turns.isOurs(answerOf(id), turn - Math.max(0, seats - 1)) ? ours : undefined
  }

  async #isWorthIt({ request }: Entry): Promise<boolean> {
    const { client, tariff, log } = this.#options
    const worth = isWorthIt(request, await client.gasPrice(), tariff)
    if (!worth) log.debug('request.too_cheap', { request: request.id.toString(), fee: request.fee })
    return worth
  }

  async #deliver(entry: Entry & { proposal: NonNullable<Entry['proposal']> }): Promise<void> {
    const { client, sender, time, provider, log } = this.#options
    const { request, proposal, answer } = entry
    if (time.epoch <= proposal.epoch + client.maturity) return
    // The last one has the remainder of the fee for it.
    if (!this.#turns.isOurs(deliveryOf(request.id), givers(proposal.providers).indexOf(provider))) return
    if (answer === undefined || (await client.state(request.id)) === zeroHash) return this.#forget(entry, 'closed')
    const outcome = await sender.send(`deliver:${request.id}`, client.deliver(request, proposal, answer.response))
    log.info('request.delivered', { request: request.id.toString(), outcome })
  }

  #forget({ request }: Entry, reason: string): void {
    const { store, log } = this.#options
    store.forget(request.id)
    this.#turns.forget(answerOf(request.id), revealOf(request.id), deliveryOf(request.id))
    log.debug('request.forgotten', { request: request.id.toString(), reason })
  }
}

function dealOf(lease: number): number {
  return Math.floor(lease / 256)
}

const answerOf = (id: bigint) => `answer:${id}`
const deliveryOf = (id: bigint) => `delivery:${id}`

/** Providers that gave an answer, the last one first: 24 bits each. */
function givers(packed: bigint): number[] {
  const found: number[] = []
  for (let rest = packed; rest !== 0n; rest >>= 24n) found.push(Number(rest & 0xffffffn))
  return found
}

/** What the contract keeps of an open request. */
function hashOf({ request }: Entry): Hex {
  return keccak256(encodeAbiParameters(requestParameters, [request]))
}
