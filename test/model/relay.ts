// Attestations of many providers, carried by anybody.

import { enterAttestation, firstOwed, rateIn, record } from './epochs.ts'
import { balanceOf, credit, debit } from './escrow.ts'
import { tell } from './events.ts'
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
    const signed = provider?.operator === entry.signer
    if (signed) record(provider)
    if (!signed || !canAttest(market, provider, entry.epoch)) {
      tell(market, 'AttestationSkipped', { provider: entry.provider, epoch: entry.epoch })
      continue
    }
    if (entry.tip > 0) tips += payTip(market, from, provider, entry)
    enterAttestation(market, provider, entry.epoch)
  }
  credit(market, from, tips)
}

function canAttest(market: Market, provider: Provider, epoch: number): boolean {
  return provider.endEpoch === null && epoch < market.epoch && epoch === firstOwed(market, provider)
}

/** No more than the epoch earned, as far as the owner's balance goes. */
function payTip(market: Market, from: Address, provider: Provider, { tip, epoch }: Entry): bigint {
  const most = [BigInt(tip), rateIn(market, provider, epoch), balanceOf(market, provider.owner)]
  const amount = most.reduce((least, other) => (other < least ? other : least))
  debit(market, provider.owner, amount)
  tell(market, 'Tipped', { by: provider.owner, to: from, amount })
  return amount
}
