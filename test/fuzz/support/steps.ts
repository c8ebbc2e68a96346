// Random steps: what somebody tries, right or wrong.
import { pad, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Address, Plan, Terms } from '../../model/index.ts'
import * as model from '../../model/index.ts'
import type { Contract } from './chain.ts'
import { changeSteps } from './changes.ts'
import {
  dealCaller,
  lower,
  offerCaller,
  ownerOfProvider,
  someId,
  someLease,
  someOverLease,
  someOwner,
  someTries,
  someUnusedOffer,
} from './choices.ts'
import { signOperator } from './operator.ts'
import { penaltySteps } from './penalties.ts'
import type { Random } from './random.ts'
import { relayedBatch } from './relay.ts'
import { ALIAS, type World } from './world.ts'

/** One transaction, and what the model makes of it. */
export interface Step {
  fn: string
  from: Address
  /** By default the Bourse. */
  to?: Contract
  args: readonly unknown[]
  model: () => void
}

export type Maker = (world: World, random: Random) => Step | Promise<Step>

/** How often each action is tried. */
export const WEIGHTS = {
  deposit: 2,
  withdraw: 2,
  register: 4,
  setOperator: 1,
  setEndpoint: 1,
  resume: 2,
  retire: 0.5,
  withdrawStake: 1,
  postOffer: 12,
  closeOffer: 1,
  withdrawOffer: 3,
  openDeal: 16,
  fill: 8,
  replaceLease: 12,
  cancelDeal: 4,
  refund: 8,
  release: 10,
  setDelegate: 1,
  attest: 6,
  sync: 3,
  claim: 4,
  setPaused: 1,
  transferOwnership: 0.3,
  acceptOwnership: 0.3,
  transfer: 1,
  take: 1,
  extendDeal: 5,
  renewDeal: 6,
  scaleUp: 5,
  scaleDown: 6,
  dropUnfilled: 2,
  setMaxPrice: 3,
  decline: 5,
  setAlias: 1.5,
  breach: 2,
  punish: 0.6,
  set: 1,
  setLease: 0.5,
  attestBatch: 3,
}

export type Action = keyof typeof WEIGHTS

export const STEPS: Record<Action, Maker> = {
  deposit: ({ people, market }, random) => {
    const [from, beneficiary] = [random.pick(people), random.pick(people)]
    const amount = BigInt(random.between(1, 5_000_000))
    return { fn: 'deposit', from, args: [beneficiary, amount], model: () => model.deposit(market, beneficiary, amount) }
  },

  withdraw: ({ people, market }, random) => {
    const [from, to] = [random.pick(people), random.pick(people)]
    const balance = model.balanceOf(market, from)
    const amount = random.chance(0.3) ? balance + BigInt(random.between(1, 9)) : balance / BigInt(random.between(2, 50))
    return { fn: 'withdraw', from, args: [to, amount], model: () => model.withdraw(market, from, amount) }
  },

  register: (world, random) => registration(world, random.pick(world.people), random.pick(world.operators)),

  setOperator: async (world, random) => {
    const [from, operator] = [someOwner(world, random), random.pick(world.operators)]
    const [key, signature] = await signOperator(world, operator, from)
    const args = [operator.address, key, signature]
    return {
      fn: 'setOperator',
      from,
      args,
      model: () => model.setOperator(world.market, from, lower(operator.address)),
    }
  },

  setEndpoint: (world, random) => {
    const from = someOwner(world, random)
    // around the words that it is stored in
    const endpoint =
      'abcdefgh'.repeat(32).slice(0, random.pick([0, 1, 30, 31, 32, 33, 62, 63, 64, 254, 255])) +
      (random.chance(0.1) ? 'z'.repeat(256) : '')
    return { fn: 'setEndpoint', from, args: [endpoint], model: () => model.setEndpoint(world.market, from, endpoint) }
  },

  resume: (world, random) => {
    const from = someOwner(world, random)
    return { fn: 'resume', from, args: [], model: () => model.resume(world.market, from) }
  },

  retire: (world, random) => {
    const from = someOwner(world, random)
    return { fn: 'retire', from, args: [], model: () => model.retire(world.market, from) }
  },

  withdrawStake: (world, random) => {
    const id = someId(world.market.providers, random)
    const from = ownerOfProvider(world, id) ?? someOwner(world, random)
    return { fn: 'withdrawStake', from, args: [id], model: () => model.withdrawStake(world.market, from, id) }
  },

  postOffer: (world, random) => {
    const from = someOwner(world, random)
    const terms = someTerms(world, random)
    return { fn: 'postOffer', from, args: [terms], model: () => model.postOffer(world.market, from, terms) }
  },

  closeOffer: (world, random) => {
    const id = someId(world.market.offers, random)
    const from = offerCaller(world, random, id)
    return { fn: 'closeOffer', from, args: [id], model: () => model.closeOffer(world.market, from, id) }
  },

  withdrawOffer: (world, random) => {
    const id = random.chance(0.7) ? someUnusedOffer(world, random) : someId(world.market.offers, random)
    const from = offerCaller(world, random, id)
    return { fn: 'withdrawOffer', from, args: [id], model: () => model.withdrawOffer(world.market, from, id) }
  },

  openDeal: (world, random) => {
    const from = random.pick(world.people)
    const [plan, tries] = [somePlan(random), someTries(world, random)]
    const args = [plan, tries.hints, tries.limit, BigInt(tries.maxSteps)]
    return { fn: 'openDeal', from, args, model: () => model.openDeal(world.market, from, plan, tries) }
  },

  fill: (world, random) => {
    const id = someId(world.market.deals, random)
    const from = dealCaller(world, random, id)
    const tries = someTries(world, random)
    const args = [id, tries.hints, tries.limit, BigInt(tries.maxSteps)]
    return { fn: 'fill', from, args, model: () => model.fill(world.market, from, id, tries) }
  },

  replaceLease: (world, random) => {
    const id = someLease(world, random)
    const from = dealCaller(world, random, Math.floor(id / 256))
    const tries = someTries(world, random)
    const args = [id, tries.hints, tries.limit, BigInt(tries.maxSteps)]
    return { fn: 'replaceLease', from, args, model: () => model.replaceLease(world.market, from, id, tries) }
  },

  cancelDeal: (world, random) => {
    const id = someId(world.market.deals, random)
    const from = dealCaller(world, random, id)
    return { fn: 'cancelDeal', from, args: [id], model: () => model.cancelDeal(world.market, from, id) }
  },

  refund: (world, random) => {
    const id = someLease(world, random)
    return { fn: 'refund', from: random.pick(world.people), args: [id], model: () => model.refund(world.market, id) }
  },

  release: (world, random) => {
    const id = random.chance(0.7) ? someOverLease(world, random) : someLease(world, random)
    return { fn: 'release', from: random.pick(world.people), args: [id], model: () => model.release(world.market, id) }
  },

  setDelegate: ({ people, market }, random) => {
    const [from, delegate, allowed] = [random.pick(people), random.pick(people), random.chance(0.6)]
    const args = [delegate, allowed]
    return { fn: 'setDelegate', from, args, model: () => model.setDelegate(market, from, delegate, allowed) }
  },

  attest: (world, random) => {
    const provider = world.market.providers.length > 0 ? random.pick(world.market.providers) : undefined
    const from = random.chance(0.1) || !provider ? lower(random.pick(world.operators).address) : provider.operator
    const owed = provider ? model.firstOwed(world.market, provider) : 1
    const epoch = random.chance(0.7) ? owed : Math.max(0, world.market.epoch - random.between(-1, 4))
    return attestation(world, from, epoch)
  },

  sync: (world, random) => {
    const id = someId(world.market.providers, random)
    return { fn: 'sync', from: random.pick(world.people), args: [id], model: () => model.sync(world.market, id) }
  },

  claim: (world, random) => {
    const id = someId(world.market.providers, random)
    return { fn: 'claim', from: random.pick(world.people), args: [id], model: () => model.claim(world.market, id) }
  },

  setPaused: (world, random) => {
    const from = random.chance(0.3) ? random.pick(world.people) : world.market.owner
    const paused = random.chance(0.2)
    return { fn: 'setPaused', from, args: [paused], model: () => model.setPaused(world.market, from, paused) }
  },

  transferOwnership: ({ people, governor, market }, random) => {
    const [from, to] = [random.pick([market.owner, ...people]), random.pick([governor, ...people])]
    const act = () => model.transferOwnership(market, from, to)
    return { fn: 'transferOwnership', from, args: [to], model: act }
  },

  acceptOwnership: ({ people, market }, random) => {
    const from = random.chance(0.8) ? (market.pendingOwner ?? market.owner) : random.pick(people)
    return { fn: 'acceptOwnership', from, args: [], model: () => model.acceptOwnership(market, from) }
  },

  transfer: ({ people, market }, random) => {
    const [from, to] = [random.pick(people), random.pick(people)]
    const amount = someShare(market, random, from)
    return { fn: 'transfer', from, args: [to, amount], model: () => model.transfer(market, from, to, amount) }
  },

  take: ({ people, market }, random) => {
    const { vouchers, requests, faults } = market.rules.modules
    const from = random.pick([vouchers, requests, faults, random.pick(people)])
    const whose = random.pick(people)
    const amount = someShare(market, random, whose)
    return { fn: 'take', from, args: [whose, amount], model: () => model.take(market, from, whose, amount) }
  },

  attestBatch: relayedBatch,
  ...changeSteps,
  ...penaltySteps,
}

/** Mostly less than somebody has. */
function someShare(market: World['market'], random: Random, of: Address): bigint {
  const balance = model.balanceOf(market, of)
  return random.chance(0.2) ? balance + 1n : balance / BigInt(random.between(2, 90))
}

export async function registration(world: World, from: Address, operator: PrivateKeyAccount): Promise<Step> {
  const [key, signature] = await signOperator(world, operator, from)
  const endpoint = 'https://worker.example'
  const act = () => model.register(world.market, from, lower(operator.address), endpoint)
  return { fn: 'register', from, args: [operator.address, key, endpoint, signature], model: act }
}

export function attestation(world: World, from: Address, epoch: number): Step {
  const root = pad(toHex(BigInt(epoch) * 7919n + 1n), { size: 32 })
  return { fn: 'attest', from, args: [epoch, root], model: () => model.attest(world.market, from, epoch) }
}

function somePlan(random: Random): Plan {
  const long = random.chance(0.15)
  return {
    functionId: random.pick([1n, 2n]),
    aliasName: ALIAS,
    instances: random.chance(0.02) ? 0 : random.between(1, 5),
    unitsEach: random.between(1, 3),
    perProvider: random.between(1, 4),
    regions: random.pick([15n, 15n, 15n, 7n, 6n, 1n]),
    features: random.pick([0, 0, 0, 0, 1, 3]),
    maxPrice: random.pick([3, 400, 400, 70_000, 70_000, 90_000]),
    minCompensation: random.pick([0, 0, 0, 0, 100]),
    epochs: long ? random.between(12, 70) : random.between(1, 24),
    dearer: random.chance(0.5),
    renew: random.chance(0.5),
    leastInstances: random.pick([0, 0, 0, 0, 0, 0, 2, 4]),
    tip: random.pick([0, 0, 1, 5000]),
    minReputation: random.pick([0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 1n, 4n, 4_000_000n]),
  }
}

function someTerms(world: World, random: Random): Terms {
  const soon = random.chance(0.15)
  return {
    price: random.chance(0.02) ? 0 : random.pick([1, 3, 300, 300, 300, 40_000, 70_000]),
    compensation: random.pick([0, 50, 500, 150_000]),
    units: random.chance(0.02) ? 0 : random.between(1, random.pick([2, 24])),
    region: random.chance(0.02) ? 64 : random.below(4),
    features: random.pick([0, 1, 3, 3, 3]),
    minEpochs: random.pick([0, 0, 0, 2, 6]),
    until: soon ? world.market.epoch + random.between(0, 12) : 2 ** 24 - 1,
  }
}
