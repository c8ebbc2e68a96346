// Questions that the rest of the gateway asks about the market.
import type { Address } from 'viem'
import type { FunctionEntry, LeaseEntry, MarketState } from './state.ts'

/** Leases of a function's alias that serve now, or from the next epoch on; those already running first. */
export function liveLeases(state: MarketState, functionId: bigint, alias: string, epoch: number): LeaseEntry[] {
  const leases: LeaseEntry[] = []
  for (const deal of state.dealsOf.get(functionId) ?? []) {
    if (deal.alias !== alias) continue
    for (const lease of deal.leases) if (isLive(state, lease, epoch)) leases.push(lease)
  }
  return leases.sort((a, b) => Number(a.start > epoch) - Number(b.start > epoch))
}

function isLive(state: MarketState, lease: LeaseEntry, epoch: number): boolean {
  const ended = state.providers.get(lease.provider)?.endEpoch
  return lease.end > epoch && lease.end > lease.start && (ended === undefined || ended > epoch)
}

/** The key that signs a provider's receipts in an epoch; undefined when it had none. */
export function operatorAt(state: MarketState, provider: number, epoch: number): Address | undefined {
  return state.providers.get(provider)?.operators.findLast((key) => key.from <= epoch)?.operator
}

/** The version that an alias names now; undefined when it was never set or was removed. */
export function aliasNow(entry: FunctionEntry, alias: string): number | undefined {
  return entry.aliases.get(alias)?.at(-1)?.number || undefined
}

/**
 * Whether an alias named a version at some moment since `since` (seconds): a provider's duty in an epoch is to what the
 * alias named when the epoch began, and it may switch earlier.
 */
export function aliasedSince(entry: FunctionEntry, alias: string, version: number, since: number): boolean {
  const switches = entry.aliases.get(alias) ?? []
  const before = switches.findLastIndex((one) => one.at <= since)
  return switches.slice(Math.max(before, 0)).some((one) => one.number === version)
}
