// One life of the market, step by step: money comes in by every way, is worked with, and everybody leaves. Each step says
// whose own USDC it moves, so that a test can strike anybody at any point and know what must fail.
import { keccak256, toHex, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Contract } from '../../fuzz/support/chain.ts'
import { signOperator } from '../../fuzz/support/operator.ts'
import { EPOCH_LENGTH, newWorld, type World } from '../../fuzz/support/world.ts'
import type { Address, Market } from '../../model/index.ts'
import * as model from '../../model/index.ts'
import { NOTICE, PLAN, ROOT, SETTINGS, TERMS } from './scene.ts'
import { NEVER, nonceFor, signAuthorization, signPermit } from './signing.ts'

export interface Cast {
  developer: Address
  /** The provider's account. */
  owner: Address
  /** Carries other people's signatures, and gives the developer something. */
  relayer: Address
  /** Has nothing in the market: money is withdrawn to it. */
  payee: Address
}
export type Role = keyof Cast

export interface Step {
  name: string
  from: Address
  fn: string
  args: readonly unknown[]
  /** Whose own USDC comes or goes. */
  touches?: Role
  /** Moves wealth from one to another, where the step goes through. */
  gift?: { from: Role; to: Role; amount: bigint }
  /** Epochs that pass before it. */
  after?: number
  model(market: Market): void
}

/** A market before its first step, where everybody but the payee has money inside and outside. */
export interface Life {
  world: World
  cast: Cast
  steps: Step[]
  genesis: bigint
}

const SUM = 10n ** 9n
const STANDING = 10n ** 10n

export async function newLife(): Promise<Life> {
  const world = await newWorld(SETTINGS, { people: 3, operators: 1 })
  const { chain, token, bourse, governor, lens, market } = world
  const key = privateKeyToAccount(keccak256(toHex('developer')))
  const developer = key.address.toLowerCase() as Address
  const [owner, relayer, payee] = world.people as [Address, Address, Address]
  const cast = { developer, owner, relayer, payee }
  world.people.push(developer)
  await chain.rpc('hardhat_impersonateAccount', developer)
  await chain.rpc('hardhat_setBalance', developer, '0xffffffffffffffffffff')
  await chain.send(governor, token, 'mint', [developer, 10n ** 13n])
  // a plain deposit's allowance; the permit that comes later replaces it
  await chain.send(developer, token, 'approve', [bourse.address, STANDING + SUM])
  for (const person of [developer, owner, relayer]) {
    await chain.send(person, bourse, 'deposit', [person, STANDING])
    model.deposit(market, person, STANDING)
  }
  const [, genesis] = await chain.read<[unknown, bigint]>(lens, 'config')
  return { world, cast, genesis, steps: [...(await money(world, cast, key)), ...(await work(world, cast))] }
}

type Key = ReturnType<typeof privateKeyToAccount>

/** Deposits by each way. */
async function money({ token, bourse }: World, cast: Cast, key: Key): Promise<Step[]> {
  const { developer, owner, relayer } = cast
  const permit = await signPermit([key], token.address, {
    ...{ owner: developer, spender: bourse.address, value: SUM, nonce: 0n, deadline: NEVER },
  })
  const authorization = await signAuthorization([key], token.address, {
    ...{ from: developer, to: bourse.address, value: SUM, validAfter: 0n, validBefore: NEVER },
    nonce: nonceFor(developer, zeroHash),
  })
  const deposit = (name: string, from: Address, fn: string, args: readonly unknown[], touches: Role): Step => ({
    ...{ name, from, fn, args, touches },
    model: (market) => model.deposit(market, touches === 'relayer' ? developer : cast[touches], SUM),
  })
  return [
    deposit('the provider deposits', owner, 'deposit', [owner, SUM], 'owner'),
    deposit('the developer deposits', developer, 'deposit', [developer, SUM], 'developer'),
    deposit('a relayer carries a permit', relayer, 'depositWithPermit', [developer, SUM, NEVER, permit], 'developer'),
    deposit(
      ...(['a relayer carries an authorisation', relayer, 'depositWithAuthorization'] as const),
      ...([[developer, developer, SUM, 0n, NEVER, zeroHash, authorization], 'developer'] as const),
    ),
    {
      ...deposit('the relayer gives to the developer', relayer, 'deposit', [developer, SUM], 'relayer'),
      gift: { from: 'relayer', to: 'developer', amount: SUM },
    },
  ]
}

/** The market's own part, with withdrawals in the middle of it. */
async function work(world: World, { developer, owner, relayer, payee }: Cast): Promise<Step[]> {
  const operator = world.operators[0] as Key
  const operates = operator.address.toLowerCase() as Address
  const [encryption, proof] = await signOperator(world, operator, owner)
  const plan = { ...PLAN, instances: 2 }
  const tries = { hints: [], limit: 2n ** 255n, maxSteps: 9 }
  const lease = 256
  const attest = (epoch: number, after: number): Step => ({
    ...{ name: `the operator attests epoch ${epoch}`, from: operates, fn: 'attest', args: [epoch, ROOT], after },
    model: (market) => model.attest(market, operates, epoch),
  })
  const withdraw = (name: string, from: Address, to: Address, touches: Role): Step => ({
    ...{ name, from, fn: 'withdraw', args: [to, 7n], touches },
    model: (market) => model.withdraw(market, from, 7n),
  })
  return [
    {
      ...{ name: 'the provider registers', from: owner, fn: 'register' },
      args: [operator.address, encryption, 'https://worker.example', proof],
      model: (market) => model.register(market, owner, operates, 'https://worker.example'),
    },
    {
      ...{ name: 'it posts an offer', from: owner, fn: 'postOffer', args: [TERMS] },
      model: (market) => model.postOffer(market, owner, TERMS),
    },
    {
      ...{ name: 'the developer opens a deal', from: developer, fn: 'openDeal' },
      args: [plan, tries.hints, tries.limit, BigInt(tries.maxSteps)],
      model: (market) => model.openDeal(market, developer, plan, tries),
    },
    attest(2, 2),
    {
      ...{ name: 'the developer extends the deal', from: developer, fn: 'extendDeal', args: [1, 3] },
      model: (market) => model.extendDeal(market, developer, 1, 3),
    },
    {
      ...{ name: 'the developer scales down', from: developer, fn: 'scaleDown', args: [lease, 1] },
      model: (market) => model.scaleDown(market, developer, lease, 1),
    },
    {
      ...{ name: 'the relayer pays the provider inside', from: relayer, fn: 'transfer', args: [owner, 5n] },
      model: (market) => model.transfer(market, relayer, owner, 5n),
    },
    // epochs 3 and 4 are missed
    attest(5, 3),
    {
      ...{ name: 'anybody refunds the developer', from: relayer, fn: 'refund', args: [lease] },
      model: (market) => model.refund(market, lease),
    },
    withdraw('the developer withdraws', developer, developer, 'developer'),
    {
      ...{ name: 'the developer cancels', from: developer, fn: 'cancelDeal', args: [1] },
      model: (market) => model.cancelDeal(market, developer, 1),
    },
    attest(6, 1),
    {
      ...{ name: 'anybody claims for the provider', from: relayer, fn: 'claim', args: [1], after: 5 },
      model: (market) => model.claim(market, 1),
    },
    {
      ...withdraw('the provider withdraws to its payee', owner, payee, 'payee'),
      gift: { from: 'owner', to: 'payee', amount: 7n },
    },
    ...[lease, lease + 1].map(
      (id): Step => ({
        ...{ name: `anybody releases lease ${id}`, from: relayer, fn: 'release', args: [id] },
        model: (market) => model.release(market, id),
      }),
    ),
    {
      ...{ name: 'the provider closes its offer', from: owner, fn: 'closeOffer', args: [1] },
      model: (market) => model.closeOffer(market, owner, 1),
    },
    {
      ...{ name: 'it retires', from: owner, fn: 'retire', args: [] },
      model: (market) => model.retire(market, owner),
    },
    {
      ...{ name: 'it takes its lock', from: owner, fn: 'withdrawOffer', args: [1], after: NOTICE },
      model: (market) => model.withdrawOffer(market, owner, 1),
    },
    {
      ...{ name: 'it takes its stake', from: owner, fn: 'withdrawStake', args: [1] },
      model: (market) => model.withdrawStake(market, owner, 1),
    },
  ]
}

/** Lets epochs pass on the chain and in the model. */
export async function passEpochs({ world, genesis }: Life, market: Market, epochs: number): Promise<void> {
  market.epoch += epochs
  await world.chain.setTime(genesis + BigInt(market.epoch - 1) * EPOCH_LENGTH + 1n)
  model.decideEpochs(market)
}

/** USDC of an account outside of the market. */
export function wallet({ world }: Life, account: Address): Promise<bigint> {
  return world.chain.read<bigint>(world.token as Contract, 'balanceOf', [account])
}
