import { Refusal } from './refusal.ts'
import type { Address, Market } from './types.ts'

export function setPaused(market: Market, from: Address, paused: boolean): void {
  if (from !== market.rules.owner) throw new Refusal(['NotOwner'])
  market.paused = paused
}
