// An honest stranger: looks whether providers' roots hold what they signed, asks on chain only when refused, and brings
// those who lie, or do not answer, to their end.
import {
  askContent,
  askHeader,
  askLeaf,
  type Batch,
  type Deployment,
  decodeWire,
  expireCase,
  headerCaseId,
  headerPlace,
  headersCollide,
  leafCaseId,
  leafProblem,
  proveEquivocation,
  proveVoid,
  type ReceiptDomain,
  receiptDomain,
  type SignedReceipt,
  verifyReceipt,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { Hex } from 'viem'
import { keyOf } from '../market/disputes.ts'
import type { MarketWithAccount } from '../market/open.ts'
import { answeredLeaf } from './answers.ts'
import type { Canaries, LeafDuty } from './canary.ts'
import { CanaryJudge } from './canaryJudge.ts'
import { isGiven, partsOf, type Wanted } from './contents.ts'
import { drawLeases } from './leases.ts'
import { fetchJson, readHeaderProof, readLeafProof } from './proofs.ts'
import { sendAction } from './send.ts'
import type { WatchState } from './state.ts'
import type { Trial } from './trial/trial.ts'

/** `State` of IFaults. */
const STATE = { asked: 1, demanded: 2, answered: 3, expired: 4, contentAsked: 5 } as const
const WAITS: readonly number[] = [STATE.asked, STATE.contentAsked]
/** Receipts fetched from one provider in one round. */
const RECEIPTS_A_ROUND = 32

/** Leases of a provider whose leaves are looked at in each epoch, beside those with receipts. */
const LEAVES_AN_EPOCH = 4
/** Bytes of a receipt's document with its request and response. */
const MOST_RECORD = 32 * 1024 * 1024

export type Log = (event: string, fields: Record<string, unknown>) => void

export type WatcherOptions = {
  market: MarketWithAccount
  state: WatchState
  canaries: Canaries
  trial: Trial
  /** Providers whose receipts are fetched, beside those whose receipts come by themselves. */
  providers: readonly number[]
  log: Log
}

type Signed = { batch: Batch; signature: Hex }
/** A receipt, and what of its execution was not shown yet. */
type Hidden = { signed: SignedReceipt; wanted: Wanted[] }

export class Watcher {
  readonly #market: MarketWithAccount
  readonly #state: WatchState
  readonly #options: WatcherOptions
  readonly #judge: CanaryJudge
  readonly #domain: ReceiptDomain
  readonly #config: Deployment['config']
  /** Verified headers by case id, and the leases and epochs they were about. */
  readonly #headers = new Map<Hex, Signed>()
  readonly #leaves = new Map<Hex, LeafDuty>()
  readonly #hidden = new Map<string, Hidden>()
  /** By provider, the epoch in which it was last asked for content on chain: each ask costs its asker the answer. */
  readonly #askedIn = new Map<number, number>()
  /** By provider, the last epoch of which leaves were drawn. */
  readonly #drawn = new Map<number, number>()
  #answerEpochs = 0

  constructor(options: WatcherOptions) {
    this.#options = options
    this.#judge = new CanaryJudge(options)
    this.#market = options.market
    this.#state = options.state
    this.#domain = receiptDomain(options.market.deployment)
    this.#config = options.market.deployment.config
  }

  /** Takes receipts into account; those that no operator of their epoch signed prove nothing and are logged. */
  async take(receipts: readonly SignedReceipt[]): Promise<void> {
    for (const signed of receipts) {
      const { provider, epoch, lease } = signed.receipt
      const id = headerCaseId(signed.batch)
      try {
        const operator = await this.#market.bourse.getOperatorAt({ provider, epoch })
        verifyReceipt({ receipt: signed, domain: this.#domain, operator, sha256: nodeSha256 })
      } catch (error) {
        this.#options.log('receipt.refused', { provider, epoch, reason: (error as Error).message })
        continue
      }
      this.#headers.set(id, { batch: signed.batch, signature: signed.signature })
      this.#leaves.set(leafCaseId({ provider, epoch, lease }), { provider, epoch, lease })
      const wanted = partsOf(signed).filter((one) => !this.#state.isSettled(one.id))
      if (wanted.length > 0) this.#hidden.set(keyOf(signed), { signed, wanted })
    }
  }

  /** One look at everything. What fails is logged and tried again in the next round. */
  async round(): Promise<void> {
    const { bourse } = this.#market
    this.#answerEpochs ||= Number(await bourse.getAnswerEpochs())
    for (const provider of this.#options.providers) {
      await this.#try('poll', { provider }, () => this.#poll(provider))
      await this.#try('draw', { provider }, () => this.#draw(provider))
    }
    const running = await bourse.getCurrentEpoch()
    await this.#equivocations()
    for (const [id, signed] of this.#headers) {
      const { provider, number } = signed.batch
      await this.#try('header', { provider, number: `${number}` }, () => this.#header(id, signed, running))
    }
    for (const [id, duty] of this.#leaves) await this.#try('leaf', duty, () => this.#leaf(id, duty, running))
    for (const [key, hidden] of this.#hidden) {
      const { provider, sequence } = hidden.signed.receipt
      await this.#try('content', { provider, sequence: `${sequence}` }, () => this.#content(key, hidden, running))
    }
    this.#state.keep((receipt) => {
      const signed = decodeWire(receipt)
      const ids = [headerCaseId(signed.batch), leafCaseId(signed.receipt)]
      return ids.some((id) => !this.#state.isSettled(id)) || this.#hidden.has(keyOf(signed))
    })
    for (const [id, what] of this.#state.cases)
      await this.#try('case', { id, what }, () => this.#case(id as Hex, running))
    await this.#options.trial.round()
  }

  async #try(what: string, about: Record<string, unknown>, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.log(`${what}.failed`, { ...about, reason: (error as Error).message.split('\n')[0] })
    }
  }

  /** Receipts of a provider that nobody handed over, in order of sequence. */
  async #poll(provider: number): Promise<void> {
    const { endpoint } = await this.#market.bourse.getProvider({ provider })
    const first = this.#state.sequence(provider)
    for (let sequence = first; sequence < first + RECEIPTS_A_ROUND; sequence++) {
      const { json } = await fetchJson(endpoint, `/v1/receipts/${sequence}`, MOST_RECORD)
      if (typeof json?.receipt !== 'string') return
      const signed = decodeWire(json.receipt)
      await this.take([signed])
      await this.#given(keyOf(signed), json, endpoint)
      this.#state.fetched(provider, sequence + 1, json.receipt)
    }
  }

  /** Some leaves of the last attested epoch: who serves an idle function leaves no receipts, and must have it still. */
  async #draw(provider: number): Promise<void> {
    const { bourse } = this.#market
    const epoch = (await bourse.getProvider({ provider })).nextEpoch - 1
    if (epoch < 1 || epoch <= (this.#drawn.get(provider) ?? 0)) return
    if (/^0x0+$/.test(await bourse.getAttestation({ provider, epoch }))) return
    for (const lease of await drawLeases(this.#market, { provider, epoch, most: LEAVES_AN_EPOCH })) {
      this.#leaves.set(leafCaseId({ provider, epoch, lease }), { provider, epoch, lease })
    }
    this.#drawn.set(provider, epoch)
  }

  /** Two headers of one number are found by number, two of one sequence as neighbours in order of sequence. */
  async #equivocations(): Promise<void> {
    const sorted = [...this.#headers.values()].sort((a, b) =>
      a.batch.provider !== b.batch.provider
        ? a.batch.provider - b.batch.provider
        : Number(a.batch.firstSequence - b.batch.firstSequence),
    )
    const byNumber = new Map<string, Signed>()
    let last: Signed | undefined
    for (const signed of sorted) {
      const key = `${signed.batch.provider}:${signed.batch.number}`
      for (const other of [byNumber.get(key), last]) {
        if (other === undefined || !headersCollide(other.batch, signed.batch)) continue
        const about = { provider: signed.batch.provider, numbers: [`${other.batch.number}`, `${signed.batch.number}`] }
        await this.#try('equivocation', about, () => this.#equivocation(other, signed))
      }
      byNumber.set(key, signed)
      const reach = ({ batch }: Signed) => batch.firstSequence + BigInt(batch.count)
      if (last === undefined || last.batch.provider !== signed.batch.provider || reach(signed) > reach(last))
        last = signed
    }
  }

  async #equivocation(a: Signed, b: Signed): Promise<void> {
    const { provider } = a.batch
    const key = `equivocation:${[headerCaseId(a.batch), headerCaseId(b.batch)].sort().join()}`
    if (this.#state.isSettled(key)) return
    if (!(await this.#isGuilty(provider))) {
      const proof = { a: a.batch, signatureA: a.signature, b: b.batch, signatureB: b.signature }
      const hash = await this.#send(proveEquivocation, proof)
      this.#options.log('equivocation.proved', { provider, number: `${a.batch.number}`, hash })
    }
    this.#state.settle(key)
  }

  async #header(id: Hex, signed: Signed, running: number): Promise<void> {
    if (this.#state.isSettled(id) || this.#state.isOpen(id)) return
    const { provider, epoch: signedIn, number } = signed.batch
    const epoch = await this.#rootSince(provider, signedIn, running)
    if (epoch === undefined) return
    const { bourse } = this.#market
    const [commitment, { endpoint }] = await Promise.all([
      bourse.getAttestation({ provider, epoch }),
      bourse.getProvider({ provider }),
    ])
    const { json, refusal } = await fetchJson(endpoint, `/v1/epochs/${epoch}/headers/${number}`)
    const proof = json && readHeaderProof(json)
    const shown = proof && headerPlace(proof, signed, commitment, nodeSha256)
    if (shown === 'header') return this.#state.settle(id)
    if (shown === 'void' && proof) {
      const hash = await this.#send(proveVoid, { ...signed, proof })
      this.#options.log('void.proved', { provider, number: `${number}`, hash })
      return this.#state.settle(id)
    }
    const reason = refusal ?? 'what it serves does not show the header'
    await this.#ask(id, signedIn, running, `header ${number} of provider ${provider}: ${reason}`, async (baseFee) => {
      await this.#send(askHeader, { ...signed, value: await this.#deposit(baseFee) })
    })
  }

  async #leaf(id: Hex, duty: LeafDuty, running: number): Promise<void> {
    if (this.#state.isSettled(id) || this.#state.isOpen(id)) return
    const { provider, epoch, lease } = duty
    if (epoch >= running) return
    const { bourse } = this.#market
    const [commitment, { endpoint }, owed] = await Promise.all([
      bourse.getAttestation({ provider, epoch }),
      bourse.getProvider({ provider }),
      bourse.getLease({ lease }),
    ])
    // Not attested yet, or missed; or served before its start, which is a favour.
    if (/^0x0+$/.test(commitment) || epoch < owed.start || epoch >= owed.end) return
    const { json, refusal } = await fetchJson(endpoint, `/v1/epochs/${epoch}/leaves/${lease}`)
    const proof = json && readLeafProof(json)
    const problem = proof ? leafProblem(proof, commitment, nodeSha256) : 'root'
    if (proof && !problem && proof.root.epoch === epoch && proof.summary.lease === lease) {
      await this.#judge.look({ provider, proof }, endpoint)
      return this.#state.settle(id)
    }
    const reason = refusal ?? 'what it serves does not show the leaf'
    await this.#ask(id, epoch, running, `leaf of lease ${lease} in epoch ${epoch}: ${reason}`, async (baseFee) => {
      await this.#send(askLeaf, { provider, epoch, lease, value: await this.#deposit(baseFee) })
    })
  }

  /** Takes what was given in private off what is wanted; what is complete is executed again. */
  async #given(key: string, json: Record<string, unknown> | undefined, endpoint: string): Promise<Wanted[]> {
    const hidden = this.#hidden.get(key)
    if (hidden === undefined) return []
    const { signed } = hidden
    if (json && partsOf(signed).every((one) => isGiven(one, json))) {
      const bytes = (part: unknown) => Buffer.from(part as string, 'base64')
      const denied = { signed, request: bytes(json.request), response: bytes(json.response) }
      const { provider, sequence } = signed.receipt
      await this.#try('examine', { provider, sequence: `${sequence}` }, () =>
        this.#options.trial.examine(denied, endpoint),
      )
    }
    hidden.wanted = hidden.wanted.filter((one) => !this.#state.isSettled(one.id) && !isGiven(one, json))
    if (hidden.wanted.length === 0) this.#hidden.delete(key)
    return hidden.wanted
  }

  /** One piece of a provider at a time, and one an epoch: a single silence is enough, and no answer is for free. */
  async #content(key: string, { signed, wanted }: Hidden, running: number): Promise<void> {
    const { provider, epoch, sequence } = signed.receipt
    if (this.#askedIn.get(provider) === running || epoch > running) return
    if (wanted.some(({ id }) => this.#state.isOpen(id))) return
    const { bourse } = this.#market
    if (await this.#isGuilty(provider)) return void this.#hidden.delete(key)
    const { endpoint } = await bourse.getProvider({ provider })
    const { json, refusal } = await fetchJson(endpoint, `/v1/receipts/${sequence}`, MOST_RECORD)
    const [first] = await this.#given(key, json, endpoint)
    if (first === undefined) return
    const reason = refusal ?? 'what it serves is not what it signed'
    const what = `${first.part} of receipt ${sequence} of provider ${provider}: ${reason}`
    await this.#ask(first.id, epoch, running, what, async (baseFee) => {
      const value = 2n * (await bourse.getContentDepositFor({ provider, baseFee }))
      await this.#send(askContent, { receipt: signed, part: first.part, value })
    })
    this.#askedIn.set(provider, running)
  }

  /** Asks on chain, once: also when a watcher before this one did, or it did so itself before it was killed. */
  async #ask(
    id: Hex,
    epoch: number,
    running: number,
    what: string,
    ask: (baseFee: bigint) => Promise<void>,
  ): Promise<void> {
    const { bourse, client } = this.#market
    const { state } = await bourse.getCase({ id })
    if (state === 0) {
      const { window, grace, game } = this.#config
      if (running > epoch + window + grace + game - this.#answerEpochs) {
        this.#options.log('ask.too_late', { id, what })
        return this.#state.settle(id)
      }
      const { baseFeePerGas } = await client.getBlock()
      await ask((baseFeePerGas ?? 0n) + 1n)
      this.#options.log('asked', { id, what })
    }
    this.#state.open(id, what)
  }

  /** The base fee may rise by an eighth a block until the ask is mined; what is not used comes back. */
  async #deposit(baseFee: bigint): Promise<bigint> {
    return 2n * (await this.#market.bourse.getDepositFor({ baseFee }))
  }

  async #case(id: Hex, running: number): Promise<void> {
    const { bourse } = this.#market
    const { state, deadline, provider } = await bourse.getCase({ id })
    if (WAITS.includes(state) && running > deadline) {
      const hash = await this.#send(expireCase, { id })
      this.#options.log('case.expired', { id, provider, hash })
      return this.#state.settle(id)
    }
    if (WAITS.includes(state)) return
    const leaf = state === STATE.answered ? await answeredLeaf(this.#market, id) : undefined
    if (leaf) await this.#judge.look(leaf, (await bourse.getProvider({ provider })).endpoint)
    this.#options.log(state === STATE.answered ? 'case.answered' : 'case.over', { id, provider })
    this.#state.settle(id)
  }

  /** The first attested epoch from `epoch` on. */
  async #rootSince(provider: number, epoch: number, running: number): Promise<number | undefined> {
    const { window, grace, game } = this.#config
    const last = Math.min(running - 1, epoch + window + grace + game)
    for (let at = epoch; at <= last; at++) {
      const commitment = await this.#market.bourse.getAttestation({ provider, epoch: at })
      if (!/^0x0+$/.test(commitment)) return at
    }
    return undefined
  }

  /** As all that this account sends: one after the other, each followed until it is mined. */
  async #send<parameters extends object>(
    action: Parameters<typeof sendAction<parameters>>[2],
    parameters: parameters,
  ): Promise<Hex> {
    return (await sendAction(this.#market, this.#options.log, action, parameters)).transactionHash
  }

  async #isGuilty(provider: number): Promise<boolean> {
    const { ended, baseStake } = await this.#market.bourse.getProvider({ provider })
    return ended && BigInt(baseStake) === 0n
  }
}
