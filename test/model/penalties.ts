// Leases given up, duties not met, faults that end a provider.

import { record } from './epochs.ts'
import { credit } from './escrow.ts'
import { tell } from './events.ts'
import { drop, findLease, payBack } from './leases.ts'
import { Refusal, refuseIf } from './refusal.ts'
import { type Address, type Deal, type Market, NOBODY } from './types.ts'

/** Of a punished provider's base stake the reporter gets one part in so many. */
const REWARD = 4n
const MOST_DECLINED = 255

export function decline(market: Market, from: Address, id: number): void {
  const lease = findLease(market, id)
  const { provider } = lease.offer
  refuseIf({
    LeaseOver: lease.end <= market.epoch + 1,
    NotOwner: from !== provider.owner && from !== provider.operator,
  })
  refuseIf({ HasEnded: provider.endEpoch !== null, NotOwner: provider.endEpoch !== null && from !== provider.owner })
  const free = lease.start > market.epoch || aliasChanged(market, lease.deal)
  drop(market, lease)
  if (!free) payBack(market, lease, 1)
  provider.declined = Math.min(provider.declined + 1, MOST_DECLINED)
  tell(market, 'LeaseDeclined', { lease: id, provider: provider.id, free })
}

/** A demand was not answered: the lease ends, and its price since `since` is paid back. */
export function breach(market: Market, from: Address, id: number, since: number): void {
  const { faults, disputes } = market.rules.modules
  if (from !== faults && from !== disputes) throw new Refusal(['NotModule'])
  const lease = findLease(market, id)
  const before = Math.min(lease.end, market.epoch + 1)
  if (lease.end > before) drop(market, lease)
  const epochs = before - Math.max(since, lease.start) - lease.paidBack
  if (!lease.released && epochs > 0) payBack(market, lease, epochs)
}

/** The provider ends at the first epoch that cannot be claimed yet. */
export function punish(market: Market, from: Address, id: number, reporter: Address): void {
  const { faults, disputes } = market.rules.modules
  if (from !== faults && from !== disputes) throw new Refusal(['NotModule'])
  const provider = market.providers[id - 1]
  if (!provider) throw new Refusal(['UnknownProvider'])
  refuseIf({ HasEnded: provider.verdict !== null })
  const maturity = market.rules.grace + market.rules.window
  provider.verdict = market.epoch
  provider.endEpoch = Math.min(Math.max(market.epoch - maturity, 1), provider.endEpoch ?? market.epoch)
  record(provider)
  for (const lease of market.deals.flatMap((deal) => deal.leases)) {
    if (lease.offer.provider === provider) lease.liveAtVerdict = lease.end > market.epoch && !lease.released
  }
  const reward = provider.stake / REWARD
  credit(market, reporter, reward)
  credit(market, NOBODY, provider.stake - reward)
  tell(market, 'Punished', { provider: id, reporter, burnt: provider.stake - reward, reward })
  provider.stake = 0n
}

/** Whether the deal's alias changed in this epoch or the one before. */
function aliasChanged(market: Market, { plan }: Deal): boolean {
  const changed = market.aliasChanges.get(`${plan.functionId} ${plan.aliasName}`)
  return changed !== undefined && changed + 1 >= market.epoch
}
