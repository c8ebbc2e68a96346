// What the market is, as far as a gateway cares: a fold over its events.
import type { Address, Hex } from 'viem'
import type { MarketEvent } from './events.ts'

export type FunctionEntry = {
  readonly id: bigint
  owner: Address
  readonly name: string
  readonly versions: Map<number, VersionEntry>
  /** Per alias its switches, oldest first. */
  readonly aliases: Map<string, AliasSwitch[]>
}

export type VersionEntry = {
  readonly number: number
  readonly moduleHash: Hex
  /** 32 zero bytes of an attested version. */
  readonly imageHash: Hex
  readonly moduleCid: string
  readonly configCid: string
}

/** From `at` (seconds) on the alias named version `number`; 0 is none. */
export type AliasSwitch = { readonly number: number; readonly at: number }

export type ProviderEntry = {
  readonly id: number
  readonly owner: Address
  endpoint: string
  /** Operator keys and the epoch each counts from, in the order they were set. */
  readonly operators: { readonly operator: Address; readonly from: number }[]
  /** The first epoch it is not paid for any more; undefined while it has not ended. */
  endEpoch: number | undefined
}

export type DealEntry = {
  readonly id: number
  readonly functionId: bigint
  readonly alias: string
  readonly leases: LeaseEntry[]
}

export type LeaseEntry = {
  readonly id: number
  readonly deal: number
  readonly provider: number
  readonly price: number
  instances: number
  readonly start: number
  end: number
}

export type MarketState = {
  readonly functions: Map<bigint, FunctionEntry>
  readonly names: Map<string, bigint>
  readonly providers: Map<number, ProviderEntry>
  readonly deals: Map<number, DealEntry>
  /** Deals by function, those opened last at the end. */
  readonly dealsOf: Map<bigint, DealEntry[]>
  readonly leases: Map<number, LeaseEntry>
}

export function emptyState(): MarketState {
  return {
    functions: new Map(),
    names: new Map(),
    providers: new Map(),
    deals: new Map(),
    dealsOf: new Map(),
    leases: new Map(),
  }
}

/** Applies one event. Events that name something unknown are of no use to a gateway and change nothing. */
export function apply(state: MarketState, event: MarketEvent): void {
  switch (event.type) {
    case 'ProviderRegistered':
      state.providers.set(event.provider, {
        id: event.provider,
        owner: event.owner,
        endpoint: event.endpoint,
        operators: state.providers.get(event.provider)?.operators ?? [],
        endEpoch: undefined,
      })
      break
    case 'OperatorSet':
      providerOf(state, event.provider).operators.push({ operator: event.operator, from: event.fromEpoch })
      break
    case 'EndpointSet':
      providerOf(state, event.provider).endpoint = event.endpoint
      break
    case 'ProviderEnded':
      providerOf(state, event.provider).endEpoch = event.epoch
      break
    case 'DealOpened':
      openDeal(state, event)
      break
    case 'Leased':
      addLease(state, event)
      break
    case 'LeaseCut':
    case 'LeaseExtended': {
      const lease = state.leases.get(event.lease)
      if (lease) lease.end = event.end
      break
    }
    case 'LeaseSplit': {
      const lease = state.leases.get(event.lease)
      if (lease) lease.instances -= event.instances
      break
    }
    default:
      applyToFunction(state, event)
  }
}

function applyToFunction(state: MarketState, event: Extract<MarketEvent, { functionId: bigint }>): void {
  if (event.type === 'FunctionRegistered') {
    const { functionId: id, owner, name } = event
    state.functions.set(id, { id, owner, name, versions: new Map(), aliases: new Map() })
    state.names.set(nameKey(owner, name), id)
    return
  }
  const entry = state.functions.get(event.functionId)
  if (!entry) return
  if (event.type === 'VersionPublished') {
    const { number, moduleHash, imageHash, moduleCid, configCid } = event
    entry.versions.set(number, { number, moduleHash, imageHash, moduleCid, configCid })
  } else if (event.type === 'AliasSet') {
    const switches = entry.aliases.get(event.alias) ?? []
    switches.push({ number: event.number, at: event.at })
    entry.aliases.set(event.alias, switches)
  } else if (event.type === 'FunctionTransferred') {
    state.names.delete(nameKey(entry.owner, entry.name))
    entry.owner = event.to
    state.names.set(nameKey(entry.owner, entry.name), entry.id)
  }
}

function openDeal(state: MarketState, event: Extract<MarketEvent, { type: 'DealOpened' }>): void {
  const deal: DealEntry = { id: event.deal, functionId: event.functionId, alias: event.alias, leases: [] }
  state.deals.set(deal.id, deal)
  const deals = state.dealsOf.get(deal.functionId)
  if (deals) deals.push(deal)
  else state.dealsOf.set(deal.functionId, [deal])
}

function addLease(state: MarketState, event: Extract<MarketEvent, { type: 'Leased' }>): void {
  const deal = state.deals.get(dealOf(event.lease))
  if (!deal) return
  const { provider, price, instances, start, end } = event
  const lease: LeaseEntry = { id: event.lease, deal: deal.id, provider, price, instances, start, end }
  deal.leases.push(lease)
  state.leases.set(lease.id, lease)
}

/** Keys are announced in the same transaction as the provider, before or after it. */
function providerOf(state: MarketState, id: number): ProviderEntry {
  const known = state.providers.get(id)
  if (known) return known
  const fresh: ProviderEntry = { id, owner: '0x', endpoint: '', operators: [], endEpoch: undefined }
  state.providers.set(id, fresh)
  return fresh
}

/** The key under which `names` holds a function. */
export const nameKey = (owner: Address, name: string): string => `${owner.toLowerCase()}:${name}`

/** A lease's id is its deal's, shifted by 8 bits, and its index. */
export const dealOf = (lease: number): number => Math.floor(lease / 256)
