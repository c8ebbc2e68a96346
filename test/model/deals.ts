// Plans with money behind them.
import { balanceOf, credit, debit } from './escrow.ts'
import { cut, findLease } from './leases.ts'
import { match, perInstance, type Tries } from './matching.ts'
import { refuseIf } from './refusal.ts'
import type { Address, Deal, Market, Plan } from './types.ts'

export function openDeal(market: Market, from: Address, plan: Plan, tries: Tries): void {
  refuseIf({ MarketPaused: market.paused })
  const cost = BigInt(plan.instances) * BigInt(plan.unitsEach) * BigInt(plan.maxPrice) * BigInt(plan.epochs)
  refuseIf({
    Deal_Plan: !isPossible(plan),
    BalanceTooLow: balanceOf(market, from) < cost,
  })
  debit(market, from, cost)
  const deal: Deal = {
    id: market.deals.length + 1,
    owner: from,
    plan,
    end: market.epoch + 1 + plan.epochs,
    unfilled: plan.instances,
    reserve: cost,
    open: true,
    leases: [],
    cursor: null,
  }
  market.deals.push(deal)
  match(market, deal, tries)
}

export function fill(market: Market, from: Address, id: number, tries: Tries): void {
  refuseIf({ MarketPaused: market.paused })
  const deal = findDeal(market, id)
  refuseIf({
    Deal_NotOwner: tries.hints.length > 0 && !mayChoose(market, deal, from),
    Deal_Closed: !deal.open,
    Deal_Over: deal.end <= market.epoch + 1,
    Deal_Filled: deal.unfilled === 0,
  })
  match(market, deal, tries)
}

export function replaceLease(market: Market, from: Address, id: number, tries: Tries): void {
  refuseIf({ MarketPaused: market.paused })
  const lease = findLease(market, id)
  const { deal } = lease
  const stranger = !mayChoose(market, deal, from)
  refuseIf({
    Deal_NotOwner: stranger && (tries.hints.length > 0 || lease.offer.provider.endEpoch === null),
    Deal_Closed: !deal.open,
    Lease_Over: lease.end <= market.epoch + 1,
  })
  deal.reserve += cut(market, lease)
  deal.unfilled += lease.instances
  const per = perInstance(deal)
  topUp(market, deal)
  match(market, deal, tries, per)
}

export function cancelDeal(market: Market, from: Address, id: number): void {
  const deal = findDeal(market, id)
  refuseIf({ Deal_NotOwner: deal.owner !== from, Deal_Closed: !deal.open })
  const back = deal.leases.reduce((sum, lease) => sum + cut(market, lease), deal.reserve)
  deal.reserve = 0n
  deal.unfilled = 0
  deal.open = false
  credit(market, deal.owner, back)
}

export function setDelegate(market: Market, from: Address, delegate: Address, allowed: boolean): void {
  if (allowed) market.delegates.add(from + delegate)
  else market.delegates.delete(from + delegate)
}

/** With the plan's consent: towards the full price of what is unfilled, as far as the balance goes. */
function topUp(market: Market, deal: Deal): void {
  const { plan } = deal
  if (!plan.dearer) return
  const full =
    BigInt(deal.unfilled) * BigInt(plan.unitsEach) * BigInt(deal.end - market.epoch - 1) * BigInt(plan.maxPrice)
  const missing = full > deal.reserve ? full - deal.reserve : 0n
  const balance = balanceOf(market, deal.owner)
  const added = missing < balance ? missing : balance
  debit(market, deal.owner, added)
  deal.reserve += added
}

function isPossible(plan: Plan): boolean {
  return (
    plan.instances >= 1 &&
    plan.instances <= 4096 &&
    plan.unitsEach >= 1 &&
    plan.perProvider >= 1 &&
    plan.maxPrice >= 1 &&
    plan.epochs >= 1 &&
    plan.regions !== 0n
  )
}

function mayChoose(market: Market, deal: Deal, from: Address): boolean {
  return from === deal.owner || market.delegates.has(deal.owner + from)
}

function findDeal(market: Market, id: number): Deal {
  const deal = market.deals[id - 1]
  refuseIf({ Deal_Unknown: deal === undefined })
  return deal as Deal
}
