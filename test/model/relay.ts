// Attestations of many providers, carried by anybody.

import { enterAttestation, firstOwed, rateIn, record } from './epochs.ts'
import { balanceOf, credit, debit } from './escrow.ts'
import type { Address, Market, Provider } from './types.ts'

export interface Entry {
  provider: number
  epoch: number
  tip: number
  /** Who signed it. */
  signer: Address
}

/** Each entry on its own: one that cannot be entered is skipped. The tips come at the end. */
export function attestBatch(market: Market, from: Address, entries: Entry[]): void {
  let tips = 0n
  for (const entry of entries) {
    const provider = market.providers[entry.provider - 1]
    if (provider?.operator !== entry.signer) continue
    record(provider)
    if (provider.endEpoch !== null || entry.epoch >= market.epoch || entry.epoch !== firstOwed(market, provider))
      continue
    tips += payTip(market, provider, entry)
    enterAttestation(provider, entry.epoch)
  }
  credit(market, from, tips)
}

/** No more than the epoch earned, as far as the owner's balance goes. */
function payTip(market: Market, provider: Provider, { tip, epoch }: Entry): bigint {
  const most = [BigInt(tip), rateIn(market, provider, epoch), balanceOf(market, provider.owner)]
  const amount = most.reduce((least, other) => (other < least ? other : least))
  debit(market, provider.owner, amount)
  return amount
}
