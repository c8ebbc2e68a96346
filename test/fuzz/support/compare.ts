// Everything the chain shows beside everything the model says.
import { decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import {
  balanceOf,
  claimable,
  type Deal,
  dueOf,
  earned,
  firstOwed,
  type Lease,
  livingOf,
  type Market,
  NOBODY,
  type Offer,
  operatorAt,
  owedInAll,
  type Provider,
  rateIn,
  reputation,
  unlockEpoch,
} from '../../model/index.ts'
import type { Contract } from './chain.ts'
import { encryptionKeyOf } from './operator.ts'
import type { World } from './world.ts'

/** Every so many rounds, what cannot change any more is compared too: it must not. */
const FULL_EVERY = 20

interface Question {
  of: Contract
  fn: string
  args: readonly unknown[]
  expected: unknown
}

/** Asks the chain for everything and lists where it differs from the model. */
export class Comparison {
  private readonly world: World
  /** Raw answers seen and found right, with what was expected then: unchanged ones are not decoded again. */
  private readonly known = new Map<string, string>()

  private rounds = 0

  constructor(world: World) {
    this.world = world
  }

  async differences(): Promise<string[]> {
    const everything = this.rounds++ % FULL_EVERY === 0
    const questions = questionsOf(this.world, everything)
    const calls = questions.map(({ of, fn, args }) => ({
      to: of.address,
      data: encodeFunctionData({ abi: of.abi, functionName: fn, args }),
    }))
    const answers = await this.world.chain.readRaw(calls)
    return questions.flatMap((question, i) => this.check(question, answers[i] as Hex))
  }

  private check(question: Question, answer: Hex): string[] {
    const { of, fn, args, expected } = question
    const key = `${fn}(${args.join()})`
    const print = answer + JSON.stringify(expected, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
    if (this.known.get(key) === print) return []
    const actual = decodeFunctionResult({ abi: of.abi, functionName: fn, data: answer })
    const found = differ(actual, expected, key)
    if (found.length === 0) this.known.set(key, print)
    return found
  }
}

function differ(actual: unknown, expected: unknown, path: string): string[] {
  if (Array.isArray(expected)) {
    const list = actual as unknown[]
    if (list.length !== expected.length) return [`${path}.length: chain ${list.length}, model ${expected.length}`]
    return expected.flatMap((item, i) => differ(list[i], item, `${path}[${i}]`))
  }
  if (typeof expected === 'object' && expected !== null) {
    const fields = actual as Record<string, unknown>
    return Object.entries(expected).flatMap(([name, value]) => differ(fields[name], value, `${path}.${name}`))
  }
  const same = String(actual).toLowerCase() === String(expected).toLowerCase()
  return same ? [] : [`${path}: chain ${actual}, model ${expected}`]
}

function questionsOf(world: World, everything: boolean): Question[] {
  const { market, bourse, lens, token, people } = world
  const accounts = [...people, ...Object.values(market.rules.modules), NOBODY]
  const providers = market.providers.filter((p) => everything || !isDone(market, p))
  const offers = market.offers.filter((o) => everything || !o.withdrawn)
  const deals = market.deals.filter((d) => everything || d.open || d.leases.some((lease) => !lease.released))
  return [
    { of: token, fn: 'balanceOf', args: [bourse.address], expected: owedInAll(market) },
    { of: bourse, fn: 'currentEpoch', args: [], expected: market.epoch },
    { of: bourse, fn: 'owner', args: [], expected: market.owner },
    { of: bourse, fn: 'pendingOwner', args: [], expected: market.pendingOwner ?? NOBODY },
    ...accounts.map((of) => ({ of: bourse, fn: 'balanceOf', args: [of], expected: balanceOf(market, of) })),
    ...providers.map((p) => ({ of: lens, fn: 'provider', args: [p.id], expected: providerView(world, p) })),
    ...providers.flatMap((p) => keysOf(world, p)),
    ...offers.map((o) => ({ of: lens, fn: 'offer', args: [o.id], expected: offerView(world, o) })),
    ...deals.map((d) => ({ of: lens, fn: 'deal', args: [d.id], expected: dealView(world, d) })),
  ]
}

/** Who signs for a provider, around the epochs in which that may have changed; and whose provider the newest is. */
function keysOf({ market, lens }: World, provider: Provider): Question[] {
  const { id, keys, owner } = provider
  const epochs = keys
    .slice(-2)
    .flatMap(({ from }) => [from - 1, from])
    .concat(market.epoch)
  return [
    ...epochs.map((epoch) => ({
      of: lens,
      fn: 'operatorAt',
      args: [id, epoch],
      expected: operatorAt(provider, epoch),
    })),
    ...(livingOf(market, owner) === provider ? [{ of: lens, fn: 'providerOf', args: [owner], expected: id }] : []),
  ]
}

/** Nothing of it can change any more. */
function isDone(market: Market, provider: Provider): boolean {
  return provider.endEpoch !== null && provider.stake === 0n && earned(market, provider) === provider.claimed
}

function providerView({ market }: World, provider: Provider) {
  const ended = provider.endEpoch !== null
  const next = Math.min(firstOwed(market, provider), market.epoch)
  return {
    owner: provider.owner,
    operator: provider.operator,
    encryptionKey: encryptionKeyOf(provider.operator, provider.owner),
    endpoint: provider.endpoint,
    firstEpoch: provider.firstEpoch,
    baseStake: provider.stake,
    earned: earned(market, provider),
    claimed: provider.claimed,
    claimable: claimable(market, provider),
    missed: provider.missed.size,
    attested: provider.attested.size,
    ended,
    declined: provider.declined,
    reputation: ended ? 0n : reputation(market, provider),
    ...(ended
      ? { endEpoch: provider.endEpoch }
      : { nextEpoch: next, rate: rateIn(market, provider, next), absence: provider.inARow.length }),
  }
}

function offerView({ market }: World, offer: Offer) {
  return {
    id: offer.id,
    provider: offer.provider.id,
    terms: { ...offer.terms, units: offer.free },
    leased: offer.leased,
    listed: offer.listedAt !== null,
    closed: offer.closedAt !== null || offer.withdrawn,
    locked: offer.locked,
    ...(offer.withdrawn ? {} : { unlockEpoch: unlockEpoch(market, offer) ?? 0 }),
  }
}

function dealView(world: World, deal: Deal) {
  const { id, owner, end, unfilled, reserve, open } = deal
  return {
    id,
    owner,
    end,
    ...(open ? { unfilled, plan: planView(deal) } : {}),
    reserve,
    open,
    leases: deal.leases.map((lease) => leaseView(world, lease)),
  }
}

/** A plan as it would be opened now: what is leased and wanted, at today's price. */
function planView({ plan, maxPrice, unfilled, leases }: Deal) {
  const leased = leases.filter((lease) => !lease.replaced).reduce((sum, lease) => sum + lease.instances, 0)
  return { ...plan, maxPrice, instances: unfilled + leased }
}

function leaseView({ market }: World, lease: Lease) {
  const { offer, deal } = lease
  const due = dueOf(market, lease)
  return {
    id: lease.id,
    provider: offer.provider.id,
    offer: offer.id,
    price: offer.terms.price,
    compensation: offer.terms.compensation,
    instances: lease.instances,
    unitsEach: deal.plan.unitsEach,
    start: lease.start,
    end: lease.end,
    missed: due.missed,
    refundable: due.price + due.compensation,
    live: lease.end > market.epoch && offer.provider.endEpoch === null && !lease.void,
    released: lease.released,
  }
}
