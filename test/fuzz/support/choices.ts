// What random steps choose: mostly something that exists, now and then something that does not.
import type { Hex } from 'viem'
import type { Address, Tries } from '../../model/index.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

export const NO_LIMIT = 2n ** 256n - 1n

export function someTries(world: World, random: Random): Tries {
  const count = random.chance(0.35) ? random.between(1, 4) : 0
  return {
    hints: Array.from({ length: count }, () =>
      random.between(random.chance(0.05) ? 0 : 1, world.market.offers.length + 1),
    ),
    limit: random.chance(0.75) ? NO_LIMIT : BigInt(random.between(0, 2_000_000)),
    maxSteps: random.pick([0, 1, 2, 3, 5, 1000, 1000, 1000]),
  }
}

/** Mostly an id that exists; those of late more often. */
export function someId(of: readonly unknown[], random: Random): number {
  if (random.chance(0.04)) return random.pick([0, of.length + 1, of.length + 7])
  return random.chance(0.5) ? Math.max(1, of.length - random.below(4)) : random.between(1, Math.max(1, of.length))
}

export function someLease({ market }: World, random: Random): number {
  const leases = market.deals.flatMap((deal) => deal.leases)
  if (leases.length === 0 || random.chance(0.04)) return someId(market.deals, random) * 256 + random.below(5)
  const open = leases.filter((lease) => !lease.released)
  const running = open.filter((lease) => lease.end > market.epoch + 1)
  const likely = random.pick([open, running, running])
  return random.pick(likely.length > 0 && random.chance(0.9) ? likely : leases).id
}

/** One that is over, of late rather, whose epochs may be decided or not. */
export function someOverLease(world: World, random: Random): number {
  const { market } = world
  const over = market.deals.flatMap((deal) => deal.leases).filter((l) => !l.released && l.end <= market.epoch)
  over.sort((a, b) => b.end - a.end)
  return over[random.below(Math.min(over.length, 3))]?.id ?? someLease(world, random)
}

/** One whose lock opens some time, or is open. */
export function someUnusedOffer({ market }: World, random: Random): number {
  const unused = market.offers.filter((o) => !o.withdrawn && o.leased === 0 && (o.closedAt ?? o.provider.endEpoch))
  return unused.length > 0 ? random.pick(unused).id : someId(market.offers, random)
}

/** Somebody who has or had a provider, mostly. */
export function someOwner({ market, people }: World, random: Random): Address {
  return market.providers.length === 0 || random.chance(0.1) ? random.pick(people) : random.pick(market.providers).owner
}

export function ownerOfProvider({ market }: World, id: number): Address | undefined {
  return market.providers[id - 1]?.owner
}

export function offerCaller(world: World, random: Random, id: number): Address {
  const owner = world.market.offers[id - 1]?.provider.owner
  return owner === undefined || random.chance(0.1) ? random.pick(world.people) : owner
}

export function dealCaller(world: World, random: Random, id: number): Address {
  const owner = world.market.deals[id - 1]?.owner
  return owner === undefined || random.chance(0.25) ? random.pick(world.people) : owner
}

export function lower(address: Hex): Address {
  return address.toLowerCase() as Address
}
