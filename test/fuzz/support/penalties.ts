// Random faults: leases given up, demands not answered, cheating found, cases opened and closed.
import type { Address } from '../../model/index.ts'
import * as model from '../../model/index.ts'
import { lower, someId, someLease, someOwner } from './choices.ts'
import type { Random } from './random.ts'
import type { Maker } from './steps.ts'
import { ALIAS, type World } from './world.ts'

export const penaltySteps = {
  decline: (world, random) => {
    const id = someLease(world, random)
    const from = whoServes(world, random, id)
    return { fn: 'decline', from, args: [id], model: () => model.decline(world.market, from, id) }
  },

  /** By the owner of the functions; nothing of it is the market's but the time. */
  setAlias: ({ market, registry, people }, random) => {
    const [id, number] = [random.pick([1n, 2n]), random.pick([0, 1, 2])]
    const from = people[0] as Address
    const act = () => model.setAlias(market, id, ALIAS)
    return { fn: 'setAlias', from, to: registry, args: [id, ALIAS, number], model: act }
  },

  breach: (world, random) => {
    const { market, people } = world
    const { faults, disputes } = market.rules.modules
    const id = someLease(world, random)
    const from = random.chance(0.9) ? random.pick([faults, disputes]) : random.pick(people)
    const since = Math.max(0, market.epoch - random.between(-1, 12))
    return { fn: 'breach', from, args: [id, since], model: () => model.breach(market, from, id, since) }
  },

  punish: (world, random) => {
    const { market, people } = world
    const { faults, disputes } = market.rules.modules
    const id = random.between(1, Math.max(1, market.providers.length))
    const [from, reporter] = [random.pick([faults, disputes, disputes, random.pick(people)]), random.pick(people)]
    return { fn: 'punish', from, args: [id, reporter], model: () => model.punish(market, from, id, reporter) }
  },

  /** A case is opened or closed. */
  set: (world, random) => {
    const { market, faults, disputes, people } = world
    const module = random.pick([faults, disputes])
    const [id, held] = [someId(market.providers, random), random.chance(0.4)]
    const act = () => model.setHeld(market, module.address, id, held)
    return { fn: 'set', from: random.pick(people), to: module, args: [id, held], model: act }
  },

  /** The same of a lease. */
  setLease: (world, random) => {
    const { market, faults, disputes, people } = world
    const module = random.pick([faults, disputes])
    const [id, held] = [someLease(world, random), random.chance(0.4)]
    const act = () => model.setLeaseHeld(market, module.address, id, held)
    return { fn: 'setLease', from: random.pick(people), to: module, args: [id, held], model: act }
  },
} satisfies Record<string, Maker>

/** The owner of the lease's provider, or its operator; now and then somebody else. */
function whoServes(world: World, random: Random, id: number): Address {
  const provider = world.market.deals[Math.floor(id / 256) - 1]?.leases[id % 256]?.offer.provider
  if (!provider || random.chance(0.1))
    return random.pick([someOwner(world, random), lower(random.pick(world.operators).address)])
  return random.pick([provider.owner, provider.operator])
}
