// One Bourse with a few people around it, and the model of it.
import { type Hex, keccak256, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Address, decideEpochs, type Market, newMarket } from '../../model/index.ts'
import { type Chain, type Contract, type NO_MODULES, newChain } from './chain.ts'

/** What a run may vary (docs/market.md, Time). */
export interface Settings {
  grace: number
  window: number
  game: number
  absence: number
  compensated: number
  baseStake: bigint
}

export interface World {
  chain: Chain
  token: Contract
  bourse: Contract
  lens: Contract
  market: Market
  governor: Address
  people: Address[]
  operators: PrivateKeyAccount[]
  /** Goes on by some epochs: the chain's clock and the model's. */
  pass(epochs: number): Promise<void>
}

export const EPOCH_LENGTH = 3600n
const MONEY = 10n ** 13n

/** @param modules addresses that contracts deployed afterwards will have */
export async function newWorld(
  settings: Settings,
  size = { people: 7, operators: 6 },
  modules: Partial<Record<keyof typeof NO_MODULES, Address>> = {},
): Promise<World> {
  const chain = await newChain()
  const governor = await chain.account()
  const token = await chain.deploy('USDC', [governor])
  const config = { token: token.address, owner: governor, epochLength: Number(EPOCH_LENGTH), ...settings }
  const bourse = await chain.deployBourse(config, modules)
  const lens = await chain.deploy('BourseLens', [bourse.address])
  const genesis = await chain.now()
  const people: Address[] = []
  for (let i = 0; i < size.people; i++) people.push(await newPerson(chain, governor, token, bourse))
  const operators = Array.from({ length: size.operators }, (_, i) =>
    privateKeyToAccount(keccak256(toHex(`operator ${i}`))),
  )
  for (const { address } of operators) await allowToSend(chain, address)
  const market = newMarket({ owner: governor, ...settings })
  const world = { chain, token, bourse, lens, market, governor, people, operators }
  return { ...world, pass: (epochs) => pass(world, genesis, epochs) }
}

async function pass({ chain, market }: Omit<World, 'pass'>, genesis: bigint, epochs: number): Promise<void> {
  market.epoch += epochs
  await chain.setTime(genesis + BigInt(market.epoch - 1) * EPOCH_LENGTH + 1n)
  decideEpochs(market)
}

async function newPerson(chain: Chain, minter: Address, token: Contract, bourse: Contract): Promise<Address> {
  const person = await chain.account()
  await chain.send(minter, token, 'mint', [person, MONEY])
  await chain.send(person, token, 'approve', [bourse.address, 2n ** 256n - 1n])
  return person
}

async function allowToSend(chain: Chain, address: Hex): Promise<void> {
  await chain.rpc('hardhat_impersonateAccount', address)
  await chain.rpc('hardhat_setBalance', address, '0xffffffffffffffffffff')
}
