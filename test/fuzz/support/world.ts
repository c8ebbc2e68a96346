// One Bourse with a few people around it, and the model of it.
import { type Hex, keccak256, pad, toHex } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Address, decideEpochs, type Market, type Modules, newMarket } from '../../model/index.ts'
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
  registry: Contract
  /** Stand-ins for Faults and Disputes. */
  faults: Contract
  disputes: Contract
  market: Market
  governor: Address
  people: Address[]
  operators: PrivateKeyAccount[]
  /** Goes on by some epochs: the chain's clock and the model's. */
  pass(epochs: number): Promise<void>
}

export const EPOCH_LENGTH = 3600n
/** What every plan of a run serves: function 1 or 2, of the first person. */
export const ALIAS = pad(toHex('live'), { size: 24, dir: 'right' })
const MONEY = 10n ** 13n

/** @param given addresses that contracts deployed afterwards will have; stand-ins for the others */
export async function newWorld(
  settings: Settings,
  size = { people: 7, operators: 6 },
  given: Partial<Record<keyof typeof NO_MODULES, Address>> = {},
): Promise<World> {
  const chain = await newChain()
  const governor = await chain.account()
  const token = await chain.deploy('USDC', [governor])
  const config = { token: token.address, owner: governor, epochLength: Number(EPOCH_LENGTH), ...settings }
  const registry = await chain.deploy('FunctionRegistry', [])
  const { faults, disputes, modules } = await newModules(chain, given)
  const bourse = await chain.deployBourse(config, { ...modules, registry: given.registry ?? registry.address })
  const lens = await chain.deploy('BourseLens', [bourse.address])
  const genesis = await chain.now()
  const people: Address[] = []
  for (let i = 0; i < size.people; i++) people.push(await newPerson(chain, governor, token, bourse))
  const operators = Array.from({ length: size.operators }, (_, i) =>
    privateKeyToAccount(keccak256(toHex(`operator ${i}`))),
  )
  for (const { address } of operators) await allowToSend(chain, address)
  await publishFunctions(chain, registry, people[0] as Address)
  const market = newMarket({ owner: governor, ...settings, modules })
  const world = { chain, token, bourse, lens, registry, faults, disputes, market, governor, people, operators }
  return { ...world, pass: (epochs) => pass(world, genesis, epochs) }
}

async function pass({ chain, market }: Omit<World, 'pass'>, genesis: bigint, epochs: number): Promise<void> {
  market.epoch += epochs
  await chain.setTime(genesis + BigInt(market.epoch - 1) * EPOCH_LENGTH + 1n)
  decideEpochs(market)
}

/** Two that may punish and hold stakes, two that may take money. All of them send without a key. */
async function newModules(chain: Chain, given: Partial<Modules>) {
  const [faults, disputes] = [await chain.deploy('CaseBook', []), await chain.deploy('CaseBook', [])]
  for (const { address } of [faults, disputes]) await allowToSend(chain, address)
  const modules: Modules = {
    faults: faults.address,
    disputes: disputes.address,
    vouchers: await chain.account(),
    requests: await chain.account(),
    ...given,
  }
  return { faults, disputes, modules }
}

async function publishFunctions(chain: Chain, registry: Contract, owner: Address): Promise<void> {
  const version = {
    moduleHash: pad('0x1', { size: 32 }),
    moduleDigest: pad('0x1', { size: 32 }),
    configDigest: pad('0x', { size: 32 }),
    imageHash: pad('0x', { size: 32 }),
    samplesHash: pad('0x', { size: 32 }),
    moduleCodec: 0x55,
    kind: 1,
    abiVersion: 1,
    publishedAt: 0n,
  }
  for (const [i, name] of ['first', 'second'].entries()) {
    await chain.send(owner, registry, 'register', [name])
    for (let n = 0; n < 2; n++) await chain.send(owner, registry, 'publish', [BigInt(i + 1), version])
  }
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
