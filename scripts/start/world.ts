import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, createContext } from '@lambda-bourse/cli'
import { type Deployment, parseDeployment } from '@lambda-bourse/sdk'
import { createPublicClient, http, parseAbi } from 'viem'
import { hardhat } from 'viem/chains'
import { deployMarket } from '../deploy/deploy.ts'
import {
  bourse,
  type Chain,
  killAll,
  ROOT,
  type RunningProcess,
  startChain,
  startGateway,
} from '../lib/processes/index.ts'
import { type Actor, actor } from './accounts.ts'
import { openProvider, type Provider, type Stall } from './provider.ts'

const USDC = 1_000_000n

/** Short epochs, so that a whole life fits in a minute; the rules are those of any market. */
const rules = { epochLength: 3, grace: 1, window: 2, game: 2, absence: 2, compensated: 2, baseStake: 100_000_000 }

/** Three regions, three prices; only the dearest has a unit to spare when another falls away. */
const stalls: Stall[] = [
  { name: 'dublin', region: 'eu-west', price: 180, units: 1, compensation: 400 },
  { name: 'virginia', region: 'us-east', price: 220, units: 1, compensation: 400 },
  { name: 'tokyo', region: 'ap-northeast', price: 260, units: 2, compensation: 400 },
]

/** Everything that runs in the demo. */
export interface World {
  folder: string
  chain: Chain
  deployment: Deployment
  minter: Actor
  developer: Actor
  providers: Provider[]
  gateway: RunningProcess
  gatewayUrl: string
  /** Folder of the function that is deployed. */
  project: string
}

/** A folder for the demo's files, gone when the demo ends. */
export function openFolder(): string {
  return mkdtempSync(join(tmpdir(), 'lambda-bourse-'))
}

export async function openMarket(
  folder: string,
): Promise<Pick<World, 'chain' | 'deployment' | 'minter' | 'developer'>> {
  const chain = await startChain({ blockMs: 500 })
  const out = join(folder, 'market.json')
  const deployment = parseDeployment(await deployMarket({ rpcUrl: chain.url, config: rules, out }))
  const minter = actor(chain, deployment, 0)
  const developer = actor(chain, deployment, 1)
  for (const index of [1, 2, 3, 4]) await mint(minter, deployment, actor(chain, deployment, index), 1_000n * USDC)
  return { chain, deployment, minter, developer }
}

export async function openProviders(chain: Chain, deployment: Deployment, folder: string): Promise<Provider[]> {
  const opening = stalls.map(async (stall, i) => {
    const owner = actor(chain, deployment, i + 2)
    await deposit(owner, deployment, 500n * USDC)
    return openProvider(chain, deployment, folder, stall, i + 2)
  })
  return Promise.all(opening)
}

export async function openGateway(world: World): Promise<{ url: string; process: RunningProcess }> {
  const { chain, folder, developer } = world
  return startGateway({
    rpc: chain.url,
    deployment: join(folder, 'market.json'),
    folder: join(folder, 'gateway'),
    namespace: developer.account.address,
  })
}

/** A copy of examples/markdown, as a developer would have it. */
export function copyExample(folder: string): string {
  const project = join(folder, 'markdown')
  mkdirSync(project)
  for (const file of ['bourse.yaml', 'module.wasm', 'module-v2.wasm'])
    copyFileSync(join(ROOT, 'examples/markdown', file), join(project, file))
  return project
}

const developerEnvironment = ({ chain, folder, gatewayUrl, developer }: World) => ({
  BOURSE_RPC_URL: chain.url,
  BOURSE_DEPLOYMENT: join(folder, 'market.json'),
  BOURSE_GATEWAY: gatewayUrl,
  BOURSE_PRIVATE_KEY: developer.key,
})

/** Runs `bourse <args> --json` as the developer and returns its document. */
export async function developerRuns<T>(world: World, ...args: string[]): Promise<T> {
  const result = await bourse([...args, '--json'], { cwd: world.project, env: developerEnvironment(world) })
  if (result.code !== 0)
    throw new Error(`bourse ${args.join(' ')} ended with ${result.code}:\n${result.stderr}${result.stdout}`)
  return result.json<T>()
}

/** For the developer's commands as functions. */
export const developerContext = (world: World): Context =>
  createContext({ cwd: world.project, env: developerEnvironment(world) })

/** Reads the demo's chain. */
export const publicClient = ({ chain }: World) => createPublicClient({ chain: hardhat, transport: http(chain.url) })

export async function closeWorld(folder: string): Promise<void> {
  await killAll()
  rmSync(folder, { recursive: true, force: true })
}

async function mint(minter: Actor, deployment: Deployment, to: Actor, amount: bigint): Promise<void> {
  await minter.wallet.writeContract({
    address: deployment.token,
    abi: parseAbi(['function mint(address to, uint256 value)']),
    functionName: 'mint',
    args: [to.account.address, amount],
    account: minter.account,
    chain: minter.wallet.chain,
  })
}

async function deposit(owner: Actor, deployment: Deployment, amount: bigint): Promise<void> {
  await owner.market.approveToken.andWait({ spender: deployment.bourse, amount })
  await owner.market.deposit.andWait({ beneficiary: owner.account.address, amount })
}
