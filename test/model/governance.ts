// Who may pause what is new, and how that right is handed on. Whom the modules have a case against.
import { tell } from './events.ts'
import { Refusal } from './refusal.ts'
import type { Address, Market } from './types.ts'

export function setPaused(market: Market, from: Address, paused: boolean): void {
  if (from !== market.owner) throw new Refusal(['NotOwner'])
  market.paused = paused
  tell(market, 'Paused', { paused })
}

export function transferOwnership(market: Market, from: Address, to: Address): void {
  if (from !== market.owner) throw new Refusal(['NotOwner'])
  market.pendingOwner = to
  tell(market, 'OwnershipTransferStarted', { previousOwner: from, newOwner: to })
}

export function acceptOwnership(market: Market, from: Address): void {
  if (from !== market.pendingOwner) throw new Refusal(['NotOwner'])
  tell(market, 'OwnershipTransferred', { previousOwner: market.owner, newOwner: from })
  market.owner = from
  market.pendingOwner = null
}

/** A case is opened or closed in one of the modules: the stakes of the provider wait while any is open. */
export function setHeld(market: Market, module: Address, provider: number, held: boolean): void {
  if (held) market.held.add(`${module} ${provider}`)
  else market.held.delete(`${module} ${provider}`)
}

export function isHeld(market: Market, provider: number): boolean {
  const { faults, disputes } = market.rules.modules
  return [faults, disputes].some((module) => market.held.has(`${module} ${provider}`))
}

/** The same for a lease: its lock waits. */
export function setLeaseHeld(market: Market, module: Address, lease: number, held: boolean): void {
  if (held) market.heldLeases.add(`${module} ${lease}`)
  else market.heldLeases.delete(`${module} ${lease}`)
}

export function isLeaseHeld(market: Market, lease: number): boolean {
  const { faults, disputes } = market.rules.modules
  return [faults, disputes].some((module) => market.heldLeases.has(`${module} ${lease}`))
}

/** The registry's alias points elsewhere from now on. */
export function setAlias(market: Market, functionId: bigint, aliasName: Address): void {
  market.aliasChanges.set(`${functionId} ${aliasName}`, market.epoch)
}
