// The chain's events that the gateway lives on, in the contracts' own words (docs/market.md).
import type { Address, Hex } from 'viem'

export type MarketEventBody =
  | { type: 'ProviderRegistered'; provider: number; owner: Address; endpoint: string }
  | { type: 'OperatorSet'; provider: number; operator: Address; fromEpoch: number }
  | { type: 'EndpointSet'; provider: number; endpoint: string }
  | { type: 'ProviderEnded'; provider: number; epoch: number }
  | { type: 'DealOpened'; deal: number; functionId: bigint; alias: string }
  | { type: 'Leased'; lease: number; provider: number; price: number; instances: number; start: number; end: number }
  | { type: 'LeaseCut' | 'LeaseExtended'; lease: number; end: number }
  /** Of a lease `instances` became a lease of their own, which ends with the running epoch. */
  | { type: 'LeaseSplit'; lease: number; instances: number }
  | { type: 'FunctionRegistered'; functionId: bigint; owner: Address; name: string }
  | { type: 'FunctionTransferred'; functionId: bigint; to: Address }
  | {
      type: 'VersionPublished'
      functionId: bigint
      number: number
      moduleHash: Hex
      /** 32 zero bytes of an attested version. */
      imageHash: Hex
      configCid: string
      moduleCid: string
    }
  /** `at`: the block's time, in seconds. */
  | { type: 'AliasSet'; functionId: bigint; alias: string; number: number; at: number }

/** One event and the block it stands in. */
export type MarketEvent = MarketEventBody & { block: number }
