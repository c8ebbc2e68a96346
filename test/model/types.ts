/** What the naive model of the market remembers. Ids, prices and terms are numbers, money is bigint (micro-USDC). */

import type { Told } from './events.ts'

export type Address = `0x${string}`

/** The parameters of a Bourse that the rules name (docs/market.md, Time). */
export interface Rules {
  owner: Address
  /** G */
  grace: number
  /** W */
  window: number
  /** Longest game, in epochs. */
  game: number
  /** K */
  absence: number
  /** B */
  compensated: number
  baseStake: bigint
  modules: Modules
}

/** The contracts beside the market that have rights in it. */
export interface Modules {
  faults: Address
  disputes: Address
  vouchers: Address
  requests: Address
}

export interface Provider {
  id: number
  owner: Address
  operator: Address
  /** Keys in the order they came, each with the first epoch that it signs in. */
  keys: { operator: Address; from: number }[]
  endpoint: string
  firstEpoch: number
  /** First epoch that nobody has decided yet: all before are attested, missed or idle. */
  next: number
  attested: Set<number>
  missed: Set<number>
  /** Missed epochs since the last attestation. */
  inARow: number[]
  /** First epoch that is not paid any more; null while it lives. */
  endEpoch: number | null
  /** Whether a transaction wrote the end down: only then does a walk clear up its offers. */
  endRecorded: boolean
  /** When a fatal fault was found. */
  verdict: number | null
  declined: number
  stake: bigint
  claimed: bigint
}

export interface Terms {
  price: number
  compensation: number
  units: number
  region: number
  features: number
  minEpochs: number
  until: number
}

export interface Offer {
  id: number
  provider: Provider
  terms: Terms
  free: number
  leased: number
  /** When it came to the tail of its price, as a count of such events; null when it is not in the book. */
  listedAt: number | null
  closedAt: number | null
  withdrawn: boolean
  locked: bigint
}

export interface Plan {
  functionId: bigint
  aliasName: Address
  instances: number
  unitsEach: number
  perProvider: number
  regions: bigint
  features: number
  maxPrice: number
  minCompensation: number
  epochs: number
  dearer: boolean
  renew: boolean
  leastInstances: number
  /** micro-USDC per lease */
  tip: number
  /** micro-USDC x epochs */
  minReputation: bigint
}

export interface Lease {
  id: number
  deal: Deal
  offer: Offer
  instances: number
  units: number
  start: number
  end: number
  /** Cancelled before its start: it never ran. */
  void: boolean
  /** Its instances are looked for anew, or wanted no more. */
  replaced: boolean
  released: boolean
  /** Epochs whose price the provider paid back. */
  paidBack: number
  /** It ran on when its provider's fatal fault was found. */
  liveAtVerdict: boolean
  /** It was refunded after that. */
  faulted: boolean
  /** Missed epochs that were refunded. */
  refunded: number
  /** Micro-USDC of compensation paid. */
  compensation: bigint
}

export interface Deal {
  id: number
  owner: Address
  plan: Plan
  /** The plan's, until it is changed. */
  maxPrice: number
  end: number
  unfilled: number
  reserve: bigint
  open: boolean
  leases: Lease[]
  /** Where the next walk starts; null for the cheapest. */
  cursor: Place | null
}

/** A place in the walk: an offer, or (with none) the oldest of its price and region. */
export interface Place {
  price: number
  region: number
  offer: Offer | null
}

export interface Market {
  /** What the last calls told: whoever compares that empties it. */
  told: Told[]
  rules: Rules
  /** The running epoch, c. */
  epoch: number
  paused: boolean
  balances: Map<Address, bigint>
  providers: Provider[]
  offers: Offer[]
  deals: Deal[]
  delegates: Set<string>
  /** Counts arrivals in the book, so that offers at one price have an order. */
  arrivals: number
  /** Prices that leases left without an offer, as `price region`: a walk stops by there once. */
  emptied: Set<string>
  /** Who may pause, and to whom that is offered. */
  owner: Address
  pendingOwner: Address | null
  /** Providers with an open case, by module and id. */
  held: Set<string>
  /** Leases whose lock waits for a case, by module and id. */
  heldLeases: Set<string>
  /** Function and alias to the epoch of the last change. */
  aliasChanges: Map<string, number>
}

/** The account whose money is burnt. */
export const NOBODY: Address = `0x${'00'.repeat(20)}`

export function newMarket(rules: Rules): Market {
  return {
    told: [],
    rules,
    epoch: 1,
    paused: false,
    balances: new Map(),
    providers: [],
    offers: [],
    deals: [],
    delegates: new Set(),
    arrivals: 0,
    emptied: new Set(),
    owner: rules.owner,
    pendingOwner: null,
    held: new Set(),
    heldLeases: new Set(),
    aliasChanges: new Map(),
  }
}
