import { decodeVoucherHeader, encodeVoucherHeader, type SignedVoucher } from '@lambda-bourse/sdk'
import { keccak256, parseTransaction } from 'viem'
import type {
  AliasState,
  Call,
  ChainClient,
  ChainEvent,
  FundsState,
  Head,
  Hex,
  Interest,
  KeyState,
  LeaseState,
  MarketParameters,
  TransactionClient,
  VersionState,
} from '../../src/chain/client.ts'
import { CallRefusedError } from '../../src/chain/client.ts'

type EventBody =
  | { kind: 'lease'; lease: number; provider?: number; partOf?: number }
  | { kind: 'alias'; functionId: bigint; aliasName: Hex }

interface Block {
  hash: string
  timestamp: number
  events: ChainEvent[]
}

export const BOURSE: Hex = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
export const LIVE: Hex = `0x6c697665${'00'.repeat(20)}`

/** A chain in memory that does as it is told: it mines, reorganises, goes away, tells things twice. */
export class ScriptedChain implements ChainClient, TransactionClient {
  readonly operator: Hex
  readonly market: MarketParameters
  readonly leases = new Map<number, LeaseState>()
  readonly aliases = new Map<string, AliasState>()
  readonly versions = new Map<string, VersionState>()
  /** Attested roots by epoch. */
  readonly attested = new Map<number, string>()
  /** Raw transactions as they came, with repetitions. */
  readonly sent: Hex[] = []
  readonly calls: Record<string, number> = {}
  blocks: Block[] = []
  /** Thrown by every call while it is set. */
  outage: Error | undefined
  /** Transactions are taken and not mined while it is set. */
  stuck = false
  /** What others pay; while `paid` is 0 blocks have room. */
  others = { baseFee: 500_000_000n, tip: 1_000_000_000n, paid: 0n, most: 0n }
  /** Adds to the chain's clock, in seconds. */
  ahead = 0
  claimable = 0n
  released: number[] = []
  readonly funded = new Map<string, FundsState>()
  readonly keys = new Map<string, KeyState>()
  readonly redeemed: SignedVoucher[] = []
  #fork = 0
  readonly #minedIn = new Map<number, number>()
  readonly #named: (AliasState & { functionId: bigint })[] = []
  #mined = new Map<Hex, 'success' | 'reverted'>()
  #nonce = 0
  readonly #now: () => number

  constructor(
    operator: Hex,
    options: { genesis?: number; epochLength?: number; grace?: number; now?: () => number } = {},
  ) {
    this.operator = operator
    this.#now = options.now ?? (() => Date.now() / 1000)
    const genesis = options.genesis ?? Math.floor(this.#now())
    this.market = {
      chainId: 31337,
      bourse: BOURSE,
      genesis,
      epochLength: options.epochLength ?? 3600,
      grace: options.grace ?? 4,
      liable: 12,
      deployBlock: 0,
    }
    this.mine()
  }

  get now(): number {
    return this.#now() + this.ahead
  }

  get epoch(): number {
    return Math.floor((this.now - this.market.genesis) / this.market.epochLength) + 1
  }

  mine(...events: EventBody[]): void {
    const number = this.blocks.length
    const placed = events.map(
      (event, i) => ({ ...event, block: number, id: `${number}:${this.#fork}:${i}` }) as ChainEvent,
    )
    this.blocks.push({ hash: `0x${number}f${this.#fork}`, timestamp: Math.floor(this.now), events: placed })
  }

  /** Takes back the last `depth` blocks; what is mined next has other hashes. */
  reorganise(depth: number): void {
    this.blocks.length -= depth
    this.#fork++
  }

  lend(lease: Partial<LeaseState> & { id: number; provider: number }): LeaseState {
    const state = {
      functionId: 1n,
      aliasName: LIVE,
      instances: 4,
      unitsEach: 1,
      start: 1,
      end: 1_000_000,
      released: false,
      ...lease,
    }
    this.leases.set(lease.id, state)
    this.mine({ kind: 'lease', lease: lease.id, provider: lease.provider })
    return state
  }

  publish(functionId: bigint, number: number, version: VersionState): void {
    this.versions.set(`${functionId}:${number}`, version)
  }

  /** @param changedAt second of the change */
  point(functionId: bigint, number: number, changedAt = Math.floor(this.now)): void {
    const previous = this.aliases.get(`${functionId}`)?.number ?? 0
    const state = { number, previous, changedAt }
    this.aliases.set(`${functionId}`, state)
    this.#named.push({ functionId, ...state })
    this.mine({ kind: 'alias', functionId, aliasName: LIVE })
  }

  async parameters() {
    return this.#answer('parameters', this.market)
  }

  async head(): Promise<Head> {
    const number = this.blocks.length - 1
    const { hash, timestamp } = this.blocks[number] as Block
    return this.#answer('head', {
      number,
      hash,
      timestamp,
      pendingTimestamp: Math.max(timestamp, Math.floor(this.now)),
    })
  }

  async secondOf(block: number) {
    return this.#answer('secondOf', this.blocks[block]?.timestamp ?? this.market.genesis)
  }

  async blockHash(number: number) {
    return this.#answer('blockHash', this.blocks[number]?.hash)
  }

  async events(from: number, to: number, { functions }: Interest): Promise<ChainEvent[]> {
    const events = this.blocks.slice(from, to + 1).flatMap((block) => block.events)
    return this.#answer(
      'events',
      events.filter((event) => event.kind === 'lease' || functions.includes(event.functionId)),
    )
  }

  async providerOf(account: string) {
    return this.#answer('providerOf', account.toLowerCase() === this.operator.toLowerCase() ? 1 : 0)
  }

  async provider() {
    const owed = (epoch: number) => [...this.leases.values()].some((lease) => lease.start <= epoch && epoch < lease.end)
    let nextEpoch = Math.max(0, ...this.attested.keys()) + 1
    while (nextEpoch + this.market.grace < this.epoch || (!owed(nextEpoch) && nextEpoch < this.epoch)) nextEpoch++
    return this.#answer('provider', {
      owner: this.operator,
      operator: this.operator,
      nextEpoch,
      rate: owed(nextEpoch) ? 100n : 0n,
      claimable: this.claimable,
      attested: this.attested.size,
      ended: false,
      endEpoch: 0,
    })
  }

  async lease(id: number) {
    return this.#answer('lease', this.leases.get(id))
  }

  async alias(functionId: bigint) {
    return this.#answer('alias', this.aliases.get(`${functionId}`) ?? { number: 0, previous: 0, changedAt: 0 })
  }

  async versionAt(functionId: bigint, _: Hex, second: number) {
    const before = this.#named.filter((named) => named.functionId === functionId && named.changedAt < second)
    return this.#answer('versionAt', before.at(-1)?.number ?? 0)
  }

  async version(functionId: bigint, number: number) {
    const version = this.versions.get(`${functionId}:${number}`)
    if (version === undefined) throw new Error(`no version ${number}`)
    return this.#answer('version', version)
  }

  async funds(payer: Hex, lease: number): Promise<FundsState> {
    return this.#answer('funds', this.funded.get(`${payer}:${lease}`) ?? { funded: 0n, redeemed: 0n, refundFrom: 0 })
  }

  async voucherKey(payer: Hex, key: Hex): Promise<KeyState> {
    return this.#answer('voucherKey', this.keys.get(`${payer}:${key}`) ?? { cap: 0n, until: 0 })
  }

  async attestations(_provider: number, from: number, to: number) {
    const seed = `0x${'5e'.repeat(32)}`
    const all = [...this.attested.keys()].map((epoch) => ({ epoch, seed, block: this.#minedIn.get(epoch) ?? 0 }))
    const found = all.filter(({ block }) => from <= block && block <= to)
    return this.#answer('attestations', found)
  }

  async transactionCount() {
    return this.#answer('transactionCount', this.#nonce)
  }

  async outcome(hash: Hex) {
    return this.#answer('outcome', this.#mined.get(hash))
  }

  async price(_from: Hex, call: Call) {
    const refusal = this.#refusal(call.data)
    if (refusal !== undefined) throw new CallRefusedError(refusal)
    return this.#answer('price', { gas: 100_000n, maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n })
  }

  async fees() {
    return this.#answer('fees', { block: this.blocks.length - 1, ...this.others })
  }

  async send(raw: Hex) {
    this.#answer('send', undefined)
    this.sent.push(raw)
    const { nonce = 0, data = '0x' } = parseTransaction(raw)
    if (this.stuck || nonce !== this.#nonce) return
    this.#nonce++
    const refusal = this.#refusal(data)
    this.#mined.set(keccak256(raw), refusal === undefined ? 'success' : 'reverted')
    if (refusal === undefined) this.#apply(data)
    this.mine()
  }

  attest(epoch: number, root: Uint8Array): Call {
    return { to: BOURSE, data: `0x01${epoch.toString(16).padStart(6, '0')}${Buffer.from(root).toString('hex')}` }
  }

  claim(): Call {
    return { to: BOURSE, data: '0x02' }
  }

  release(lease: number): Call {
    return { to: BOURSE, data: `0x03${lease.toString(16).padStart(12, '0')}` }
  }

  redeem(signed: SignedVoucher): Call {
    return { to: BOURSE, data: `0x04${Buffer.from(encodeVoucherHeader(signed)).toString('hex')}` }
  }

  /** Undoes a mined attestation, as a reorganisation does. */
  forgetAttestation(epoch: number): void {
    this.attested.delete(epoch)
    this.#mined.clear()
    this.#nonce--
    this.reorganise(1)
    this.mine()
  }

  #refusal(data: string): string | undefined {
    if (!data.startsWith('0x01')) return undefined
    const epoch = Number.parseInt(data.slice(4, 10), 16)
    if (this.attested.has(epoch)) return `NotAttestable(${epoch})`
    return epoch < this.epoch && this.epoch <= epoch + this.market.grace ? undefined : `NotAttestable(${epoch})`
  }

  #apply(data: string): void {
    if (data.startsWith('0x01')) {
      const epoch = Number.parseInt(data.slice(4, 10), 16)
      this.attested.set(epoch, `0x${data.slice(10)}`)
      this.#minedIn.set(epoch, this.blocks.length)
    }
    if (data.startsWith('0x02')) this.claimable = 0n
    if (data.startsWith('0x04')) this.#redeem(decodeVoucherHeader(Buffer.from(data.slice(4), 'hex').toString()))
    if (data.startsWith('0x03')) {
      const id = Number.parseInt(data.slice(4), 16)
      this.released.push(id)
      const lease = this.leases.get(id)
      if (lease !== undefined) this.leases.set(id, { ...lease, released: true })
      this.mine({ kind: 'lease', lease: id })
    }
  }

  #redeem(signed: SignedVoucher): void {
    const { payer, lease, amount } = signed.voucher
    const state = this.funded.get(`${payer}:${lease}`) as FundsState
    const isCovered = amount < state.funded
    this.funded.set(`${payer}:${lease}`, { ...state, redeemed: isCovered ? amount : state.funded })
    this.redeemed.push(signed)
  }

  #answer<T>(name: string, value: T): T {
    this.calls[name] = (this.calls[name] ?? 0) + 1
    if (this.outage !== undefined) throw this.outage
    return value
  }
}
