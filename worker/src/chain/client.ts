import type { Batch, ContentPiece, HeaderProof, LeafProof, SignedVoucher, Tariff } from '@lambda-bourse/sdk'
import type { DisputesClient } from '../disputes/client.ts'
import type { Ask, Attestation } from '../store/proofStore.ts'
import type { FeeMarket } from './fees.ts'

/** What the worker wants to know of a chain and do on it. Tests script it; `viemClient.ts` is the real one. */
export interface ChainClient {
  /** Immutable parameters of the market. */
  parameters(): Promise<MarketParameters>
  /** The newest block. */
  head(): Promise<Head>
  /** Hash of the canonical block at a height; undefined when there is none. */
  blockHash(number: number): Promise<string | undefined>
  /** Events of blocks from..to that may concern the provider, in order. Duplicates do no harm. */
  events(from: number, to: number, interest: Interest): Promise<ChainEvent[]>
  /** Id of the provider whose operator or owner this is; 0 for none. */
  providerOf(account: Address): Promise<number>
  provider(id: number): Promise<ProviderState>
  /** Undefined when there is no such lease. */
  lease(id: number): Promise<LeaseState | undefined>
  alias(functionId: bigint, aliasName: Hex): Promise<AliasState>
  /** Version that an alias named when a second began; 0 for none. */
  versionAt(functionId: bigint, aliasName: Hex, second: number): Promise<number>
  version(functionId: bigint, number: number): Promise<VersionState>
  /** What a payer set aside for a lease. */
  funds(payer: Address, lease: number): Promise<FundsState>
  /** A key that signs a payer's vouchers. */
  voucherKey(payer: Address, key: Address): Promise<KeyState>
  /** The provider's attestations in blocks from..to, in order. */
  attestations(provider: number, from: number, to: number): Promise<Attestation[]>
  /** When a block was made, seconds since 1970. */
  secondOf(block: number): Promise<number>
  /** Where providers are asked; undefined for a market without it. */
  readonly faults?: FaultsClient
  /** Where receipts are disputed; undefined for a market without it. */
  readonly disputes?: DisputesClient
}

/** What is asked of providers on chain, and how it is answered. */
export interface FaultsClient {
  asks(provider: number, from: number, to: number): Promise<Ask[]>
  /** `open` while an answer counts. */
  standing(id: string): Promise<'open' | 'closed'>
  /** Takes out what answers earned an account; undefined where that is less than it is worth. */
  collect(account: Address): Promise<Call | undefined>
  answerLeaf(provider: number, proof: LeafProof): Call
  answerHeader(signed: { batch: Batch; signature: Hex }, proof: HeaderProof): Call
  answerContent(provider: number, hash: Hex, piece: ContentPiece): Call
  answerDemand(answer: { id: Hex; receipt: Hex; response: Hex }): Call
}

/** The half of a chain that takes transactions. */
export interface TransactionClient {
  /** Transactions of an account in the newest block. */
  transactionCount(account: Address): Promise<number>
  /** Whether a transaction was mined, and how it ended. */
  outcome(hash: Hex): Promise<'success' | 'reverted' | undefined>
  /** Gas and fees for a call by `from`. @throws CallRefusedError when the contract would refuse it. */
  price(from: Address, call: Call): Promise<TransactionPrice>
  /** What others pay for their transactions now. */
  fees(): Promise<FeeMarket>
  send(raw: Hex): Promise<void>
  /** Encoded calls of the market. */
  attest(epoch: number, root: Uint8Array): Call
  claim(provider: number): Call
  release(lease: number): Call
  redeem(signed: SignedVoucher): Call
}

export type Hex = `0x${string}`
export type Address = Hex

export interface Call {
  to: Address
  data: Hex
  /** wei */
  value?: bigint
  /** Gas beyond what it would take now: for what others may do before it is mined. */
  spareGas?: bigint
}

export interface TransactionPrice {
  gas: bigint
  maxFeePerGas: bigint
  maxPriorityFeePerGas: bigint
}

export interface MarketParameters {
  chainId: number
  bourse: Address
  /** Seconds since 1970 at which epoch 1 began. */
  genesis: number
  /** Seconds. */
  epochLength: number
  /** Epochs after its end in which an epoch can be attested. */
  grace: number
  /** Epochs after its end in which a provider answers for an epoch, games about it included. */
  liable: number
  /** Block from which on the market's events are read. */
  deployBlock: number
  /** Pay per execution, where the market has it. */
  vouchers?: { address: Address /** Epochs from a notice to what it announces. */; notice: number }
}

/** Amounts in micro-USDC. */
export interface FundsState {
  /** What was redeemed included. */
  funded: bigint
  redeemed: bigint
  /** Epoch from which the payer can take the rest back; 0 when it gave no notice. */
  refundFrom: number
}

export interface KeyState {
  /** micro-USDC; 0 for no key. */
  cap: bigint
  /** First epoch in which it counts no more; 0 when it was not revoked. */
  until: number
}

export interface Head {
  number: number
  hash: string
  /** Seconds. */
  timestamp: number
  /** Timestamp that a block mined now would have, where the node says it. */
  pendingTimestamp: number
}

export interface Interest {
  provider: number
  functions: readonly bigint[]
}

/** What an event says has to be read again. */
export type ChainEvent = { block: number /** Unique. */; id: string } & (
  | {
      kind: 'lease'
      lease: number
      /** Named by the event; undefined where it names none. */
      provider?: number
      /** The lease that this one was split off. */
      partOf?: number
    }
  | { kind: 'alias'; functionId: bigint; aliasName: Hex }
)

export interface ProviderState {
  owner: Address
  operator: Address
  /** First epoch that is neither attested, missed nor idle. */
  nextEpoch: number
  /** Owed in `nextEpoch`; 0 when idle. */
  rate: bigint
  /** Micro-USDC. */
  claimable: bigint
  /** Epochs attested, ever. */
  attested: number
  ended: boolean
  endEpoch: number
}

export interface LeaseState {
  id: number
  provider: number
  functionId: bigint
  aliasName: Hex
  instances: number
  unitsEach: number
  /** Epochs [start, end). */
  start: number
  end: number
  released: boolean
  /** What executions cost; undefined for a lease that is not metered. */
  tariff?: Tariff
}

export interface AliasState {
  number: number
  previous: number
  /** Seconds. */
  changedAt: number
}

export interface VersionState {
  moduleHash: Hex
  /** Of a provable version; 32 zero bytes of an attested one. */
  imageHash: Hex
  /** Of the samples in its config; 32 zero bytes where there is none. */
  samplesHash: Hex
  moduleCid: string
  /** Undefined when the version has no config. */
  configCid: string | undefined
}

/** A contract would refuse the call; `reason` is its error's name and arguments. */
export class CallRefusedError extends Error {
  override readonly name = 'CallRefusedError'
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(`the contract refuses the call: ${reason}`, { cause })
    this.reason = reason
  }
}
