import { refuseIf } from './refusal.ts'
import type { Address, Market } from './types.ts'

export function setPaused(market: Market, from: Address, paused: boolean): void {
  refuseIf({ Bourse_NotOwner: from !== market.rules.owner })
  market.paused = paused
}
