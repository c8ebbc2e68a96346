// Random changes of deals that run.
import * as model from '../../model/index.ts'
import { dealCaller, someId, someLease, someTries } from './choices.ts'
import type { Random } from './random.ts'
import type { Maker } from './steps.ts'
import type { World } from './world.ts'

export const changeSteps = {
  extendDeal: (world, random) => {
    const id = someDeal(world, random)
    const from = dealCaller(world, random, id)
    const epochs = random.pick([0, 1, 2, 5, 30])
    return { fn: 'extendDeal', from, args: [id, epochs], model: () => model.extendDeal(world.market, from, id, epochs) }
  },

  renewDeal: (world, random) => {
    const id = someRenewable(world, random)
    const from = random.pick(world.people)
    return { fn: 'renewDeal', from, args: [id], model: () => model.renewDeal(world.market, from, id) }
  },

  scaleUp: (world, random) => {
    const id = someDeal(world, random)
    const from = dealCaller(world, random, id)
    const instances = random.pick([0, 1, 2, 3, 5, 4096, 65_535])
    const tries = someTries(world, random)
    const args = [id, instances, tries.hints, tries.limit, BigInt(tries.maxSteps)]
    return { fn: 'scaleUp', from, args, model: () => model.scaleUp(world.market, from, id, instances, tries) }
  },

  scaleDown: (world, random) => {
    const id = someLease(world, random)
    const from = dealCaller(world, random, Math.floor(id / 256))
    const instances = random.pick([0, 1, 1, 2, 3, 5])
    const act = () => model.scaleDown(world.market, from, id, instances)
    return { fn: 'scaleDown', from, args: [id, instances], model: act }
  },

  dropUnfilled: (world, random) => {
    const id = someDeal(world, random)
    const from = dealCaller(world, random, id)
    const instances = random.pick([0, 1, 1, 2, 4])
    const act = () => model.dropUnfilled(world.market, from, id, instances)
    return { fn: 'dropUnfilled', from, args: [id, instances], model: act }
  },

  setMaxPrice: (world, random) => {
    const id = someDeal(world, random)
    const from = dealCaller(world, random, id)
    const price = random.pick([0, 2, 400, 70_000, 90_000, 2 ** 24 - 1])
    return { fn: 'setMaxPrice', from, args: [id, price], model: () => model.setMaxPrice(world.market, from, id, price) }
  },
} satisfies Record<string, Maker>

/** Mostly one that is open and not over. */
function someDeal(world: World, random: Random): number {
  const { deals, epoch } = world.market
  const running = deals.filter((deal) => deal.open && deal.end > epoch)
  return running.length > 0 && random.chance(0.9) ? random.pick(running).id : someId(deals, random)
}

/** Mostly one that consents and ends soon. */
function someRenewable(world: World, random: Random): number {
  const { deals, epoch, rules } = world.market
  const near = deals.filter(
    (deal) => deal.open && deal.plan.renew && deal.end > epoch && deal.end <= epoch + rules.window,
  )
  return near.length > 0 && random.chance(0.9) ? random.pick(near).id : someDeal(world, random)
}
