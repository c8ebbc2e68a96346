// Plans with money behind them.

import { record } from './epochs.ts'
import { balanceOf, credit, debit } from './escrow.ts'
import { tell } from './events.ts'
import { cut } from './leases.ts'
import { match, perInstance, type Tries } from './matching.ts'
import { Refusal, refuseIf } from './refusal.ts'
import type { Address, Deal, Market, Plan } from './types.ts'

export function openDeal(market: Market, from: Address, plan: Plan, tries: Tries): void {
  refuseIf({ MarketPaused: market.paused })
  const cost = BigInt(plan.instances) * BigInt(plan.unitsEach) * BigInt(plan.maxPrice) * BigInt(plan.epochs)
  refuseIf({
    OutOfRange: !isPossible(market, plan, cost),
    BalanceTooLow: balanceOf(market, from) < cost,
  })
  debit(market, from, cost)
  const deal: Deal = {
    id: market.deals.length + 1,
    owner: from,
    plan,
    maxPrice: plan.maxPrice,
    end: market.epoch + 1 + plan.epochs,
    unfilled: plan.instances,
    reserve: cost,
    open: true,
    leases: [],
    cursor: null,
  }
  market.deals.push(deal)
  tell(market, 'DealOpened', { deal: deal.id, owner: from, functionId: plan.functionId, plan })
  match(market, deal, tries)
}

export function fill(market: Market, from: Address, id: number, tries: Tries): void {
  refuseIf({ MarketPaused: market.paused })
  const deal = requireOpen(market, id)
  refuseIf({
    NotOwner: tries.hints.length > 0 && !mayChoose(market, deal, from),
    NothingToFill: deal.unfilled === 0 || deal.end <= market.epoch + 1,
  })
  const before = deal.leases.length
  match(market, deal, allowed(market, deal, from, tries))
  payTip(market, deal, from, deal.leases.length - before)
}

/** While the market is paused the lease ends and nothing is bought. */
export function replaceLease(market: Market, from: Address, id: number, tries: Tries): void {
  const deal = requireOpen(market, Math.floor(id / 256))
  const stranger = !mayChoose(market, deal, from)
  const hinted = stranger && tries.hints.length > 0
  const lease = deal.leases[id % 256]
  if (!lease) throw new Refusal(hinted ? ['UnknownLease', 'NotOwner'] : ['UnknownLease'])
  refuseIf({
    NotOwner: hinted,
    NotEnded: stranger && lease.offer.provider.endEpoch === null,
    LeaseOver: lease.end <= market.epoch + 1,
  })
  if (stranger) record(lease.offer.provider)
  lease.replaced = true
  deal.reserve += cut(market, lease)
  deal.unfilled += lease.instances
  const per = perInstance(deal)
  topUp(market, deal)
  const now = market.paused ? { hints: [], limit: tries.limit, maxSteps: 0 } : tries
  const before = deal.leases.length
  match(market, deal, allowed(market, deal, from, now), per)
  payTip(market, deal, from, deal.leases.length - before)
}

/** To a stranger, for each lease that the call made or prolonged, as far as the owner's balance goes. */
export function payTip(market: Market, deal: Deal, from: Address, leases: number): void {
  if (mayChoose(market, deal, from) || deal.plan.tip === 0 || leases === 0) return
  const [tips, balance] = [BigInt(deal.plan.tip) * BigInt(leases), balanceOf(market, deal.owner)]
  const amount = tips < balance ? tips : balance
  debit(market, deal.owner, amount)
  credit(market, from, amount)
  tell(market, 'Tipped', { by: deal.owner, to: from, amount })
}

export function cancelDeal(market: Market, from: Address, id: number): void {
  const deal = requireOpen(market, id)
  refuseIf({ NotOwner: deal.owner !== from })
  const back = deal.leases.reduce((sum, lease) => sum + cut(market, lease), deal.reserve)
  deal.reserve = 0n
  deal.unfilled = 0
  deal.open = false
  credit(market, deal.owner, back)
  tell(market, 'DealClosed', { deal: id, returned: back })
}

export function setDelegate(market: Market, from: Address, delegate: Address, allowed: boolean): void {
  if (allowed) market.delegates.add(from + delegate)
  else market.delegates.delete(from + delegate)
  tell(market, 'DelegateSet', { owner: from, delegate, allowed })
}

/** With the plan's consent: towards the full price of what is unfilled, as far as the balance goes. */
function topUp(market: Market, deal: Deal): void {
  const { plan } = deal
  if (!plan.dearer) return
  const full =
    BigInt(deal.unfilled) * BigInt(plan.unitsEach) * BigInt(deal.end - market.epoch - 1) * BigInt(deal.maxPrice)
  const missing = full > deal.reserve ? full - deal.reserve : 0n
  const balance = balanceOf(market, deal.owner)
  const added = missing < balance ? missing : balance
  debit(market, deal.owner, added)
  deal.reserve += added
}

function isPossible(market: Market, plan: Plan, cost: bigint): boolean {
  const least = Math.min(plan.instances, plan.unitsEach, plan.perProvider, plan.maxPrice, plan.epochs)
  const end = market.epoch + 1 + plan.epochs
  return least >= 1 && plan.instances <= 4096 && plan.regions !== 0n && cost < 2n ** 56n && end < 2 ** 24
}

export function mayChoose(market: Market, deal: Deal, from: Address): boolean {
  return from === deal.owner || market.delegates.has(deal.owner + from)
}

/** A stranger sets no limit. */
function allowed(market: Market, deal: Deal, from: Address, tries: Tries): Tries {
  return mayChoose(market, deal, from) ? tries : { ...tries, limit: 2n ** 256n - 1n }
}

export function requireOpen(market: Market, id: number): Deal {
  const deal = market.deals[id - 1]
  if (!deal?.open) throw new Refusal(['NotOpen'])
  return deal
}
