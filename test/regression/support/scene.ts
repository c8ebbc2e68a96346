// A small market for attacks: named people, short epochs of ceremony, refusals by name.
import type { Hex } from 'viem'
import { type Contract, isReverted, type Receipt, type Reverted } from '../../fuzz/support/chain.ts'
import { signOperator } from '../../fuzz/support/operator.ts'
import { newWorld, type Settings, type World } from '../../fuzz/support/world.ts'
import type { Address, Plan, Terms } from '../../model/index.ts'

export const NO_LIMIT = 2n ** 256n - 1n
export const FOREVER = 2 ** 24 - 1
export const ROOT: Hex = `0x${'ab'.repeat(32)}`
export const MONEY = 10n ** 11n

/** G 1, W 3, games 2, K 3, B 2: NOTICE is 6. */
export const SETTINGS: Settings = { grace: 1, window: 3, game: 2, absence: 3, compensated: 2, baseStake: 1_000_000n }
export const NOTICE = 6

export const TERMS: Terms = {
  price: 100,
  compensation: 40,
  units: 10,
  region: 0,
  features: 0,
  minEpochs: 0,
  until: FOREVER,
}

export const PLAN: Plan = {
  functionId: 1n,
  aliasName: `0x6c697665${'00'.repeat(20)}`,
  instances: 1,
  unitsEach: 2,
  perProvider: 4,
  regions: 1n,
  features: 0,
  maxPrice: 200,
  minCompensation: 0,
  epochs: 10,
  dearer: false,
  renew: false,
  leastInstances: 0,
  tip: 0,
  minReputation: 0n,
}

interface Tries {
  hints?: number[]
  limit?: bigint
  maxSteps?: bigint
}

/** A Bourse with seven people who have money in it. */
export interface Scene {
  world: World
  people: Address[]
  /** Sends to the Bourse; throws when it refuses. */
  send(from: Address, fn: string, args?: readonly unknown[]): Promise<Receipt>
  /** Sends to the Bourse; throws when it does not refuse. */
  refused(from: Address, fn: string, args?: readonly unknown[]): Promise<Reverted>
  sendTo(contract: Contract, from: Address, fn: string, args?: readonly unknown[]): Promise<Receipt>
  balance(of: Address): Promise<bigint>
  lens<T>(fn: string, args: readonly unknown[]): Promise<T>
  /** Registers person n with operator n; says the provider's id. */
  provider(n: number): Promise<number>
  offer(from: Address, terms?: Partial<Terms>): Promise<number>
  open(from: Address, plan?: Partial<Plan>, tries?: Tries): Promise<number>
  /** Operator n attests an epoch, by default the one just ended. */
  attest(n: number, epoch?: number): Promise<Receipt>
  epoch(): number
  pass(epochs: number): Promise<void>
}

/** @param modules addresses that contracts deployed afterwards will have */
export async function newScene(
  settings: Partial<Settings> = {},
  modules: Parameters<typeof newWorld>[2] = {},
): Promise<Scene> {
  const world = await newWorld({ ...SETTINGS, ...settings }, { people: 7, operators: 7 }, modules)
  const { chain, bourse, lens } = world
  const sendTo: Scene['sendTo'] = async (contract, from, fn, args = []) => {
    const outcome = await chain.send(from, contract, fn, args)
    if (isReverted(outcome)) throw new Error(`${fn} was refused: ${outcome.name}(${outcome.args.join()})`)
    return outcome
  }
  const send: Scene['send'] = (from, fn, args) => sendTo(bourse, from, fn, args)
  const counts = () => chain.read<[number, number, number, boolean]>(lens, 'counts')
  const scene: Scene = {
    world,
    people: world.people,
    send,
    sendTo,
    async refused(from, fn, args = []) {
      const outcome = await chain.send(from, bourse, fn, args)
      if (!isReverted(outcome)) throw new Error(`${fn} was not refused`)
      return outcome
    },
    balance: (of) => chain.read<bigint>(bourse, 'balanceOf', [of]),
    lens: (fn, args) => chain.read(lens, fn, args),
    async provider(n) {
      const [owner, operator] = [world.people[n], world.operators[n]]
      if (!owner || !operator) throw new RangeError(`there is no person ${n}`)
      const [key, signature] = await signOperator(world, operator, owner)
      await send(owner, 'register', [operator.address, key, 'https://worker.example', signature])
      return (await counts())[0]
    },
    async offer(from, terms = {}) {
      await send(from, 'postOffer', [{ ...TERMS, ...terms }])
      return (await counts())[1]
    },
    async open(from, plan = {}, { hints = [], limit = NO_LIMIT, maxSteps = 1000n } = {}) {
      await send(from, 'openDeal', [{ ...PLAN, ...plan }, hints, limit, maxSteps])
      return (await counts())[2]
    },
    attest(n, epoch = world.market.epoch - 1) {
      return send(world.operators[n]?.address.toLowerCase() as Address, 'attest', [epoch, ROOT])
    },
    epoch: () => world.market.epoch,
    pass: (epochs) => world.pass(epochs),
  }
  for (const person of world.people) await send(person, 'deposit', [person, MONEY])
  return scene
}

export interface LeaseView {
  id: number
  provider: number
  offer: number
  price: number
  instances: number
  start: number
  end: number
  missed: number
  refundable: bigint
  live: boolean
  released: boolean
}

export interface DealView {
  unfilled: number
  reserve: bigint
  open: boolean
  leases: LeaseView[]
}

export function leaseId(deal: number, index = 0): number {
  return deal * 256 + index
}
