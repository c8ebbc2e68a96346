import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import type { Address, Hex } from 'viem'
import { createPublicClient, http, type PublicClient } from 'viem'
import config from '../../hardhat.config.ts'
import { LocalMarket, Market } from '../../ignition/modules/Market.ts'
import { type MarketConfig, type MarketOptions, marketConfig } from './config.ts'

const ROOT = join(import.meta.dirname, '../..')
const LOCAL_CHAIN = 31337

/** A market on a chain: what a file of `deployments/` holds. */
export type MarketDeployment = {
  chainId: number
  /** Block of the deployment: no event of the market is older. */
  block: number
  /** Start of epoch 1, seconds since 1970. */
  genesis: number
  token: Address
  bourse: Address
  lens: Address
  registry: Address
  config: MarketConfig
}

export type DeployMarketParameters = {
  rpcUrl: string
  /** Pays for the deployment. Without it the node's own accounts are used. */
  privateKey?: Hex
  /** Over `ignition/parameters/<chain id>.json`, or over `local.json` on a local chain. */
  config?: MarketOptions
  /** Where to write the deployment as JSON; `deployments/<chain id>.json` when true; nowhere when left out. */
  out?: string | true
}

/**
 * Deploys token (on a local chain), Bourse, BourseLens and FunctionRegistry with Ignition. Artifacts must have been
 * built. On other than local chains an interrupted deployment is resumed by calling this again.
 *
 * @throws Error - a parameter that the network has none for, an unreachable node, a failed transaction
 */
export async function deployMarket(parameters: DeployMarketParameters): Promise<MarketDeployment> {
  const client = createPublicClient({ transport: http(parameters.rpcUrl) })
  const chainId = await client.getChainId()
  const local = chainId === LOCAL_CHAIN && parameters.config?.token === undefined
  // a local chain forgets, so its journal must not be found again
  const journal = chainId === LOCAL_CHAIN ? await mkdtemp(join(tmpdir(), 'bourse-ignition-')) : undefined
  try {
    const hre = await createHardhatRuntimeEnvironment(
      {
        ...config,
        networks: {
          target: {
            type: 'http',
            url: parameters.rpcUrl,
            accounts: parameters.privateKey ? [parameters.privateKey] : 'remote',
          },
        },
        ...(journal ? { paths: { ...config.paths, ignition: journal } } : {}),
      },
      {},
      ROOT,
    )
    const { ignition, provider } = await hre.network.create('target')
    const [sender] = (await provider.request({ method: 'eth_accounts' })) as Address[]
    if (!sender) throw new Error(`${parameters.rpcUrl} offers no account; give a private key`)
    const fields = await marketConfig(join(ROOT, 'ignition/parameters'), local ? 'local' : `${chainId}`, {
      owner: sender,
      ...parameters.config,
    })
    const options = { config: { blockPollingInterval: journal ? 50 : 1000, requiredConfirmations: journal ? 1 : 5 } }
    const { token, contracts } = local
      ? await withMockToken(ignition.deploy(LocalMarket, { ...options, parameters: { LocalMarket: fields } }))
      : {
          token: fields.token as Address,
          contracts: await ignition.deploy(Market, { ...options, parameters: { Market: fields } }),
        }
    const [, genesis] = (await contracts.lens.read.config()) as [unknown, bigint]
    const deployment: MarketDeployment = {
      chainId,
      block: await firstBlockAt(client, genesis),
      genesis: Number(genesis),
      token,
      bourse: contracts.bourse.address,
      lens: contracts.lens.address,
      registry: contracts.registry.address,
      config: { ...fields, token },
    }
    if (parameters.out) {
      const path = parameters.out === true ? join(ROOT, 'deployments', `${chainId}.json`) : parameters.out
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, `${JSON.stringify(deployment, null, 2)}\n`)
    }
    return deployment
  } finally {
    if (journal) await rm(journal, { recursive: true, force: true })
  }
}

async function withMockToken<T extends { token: { address: Address } }>(deploying: Promise<T>) {
  const contracts = await deploying
  return { token: contracts.token.address, contracts }
}

/** The first block whose clock is at or after `time`, by binary search. */
async function firstBlockAt(client: PublicClient, time: bigint): Promise<number> {
  let low = 0n
  let high = await client.getBlockNumber()
  while (low < high) {
    const middle = (low + high) / 2n
    const { timestamp } = await client.getBlock({ blockNumber: middle })
    if (timestamp < time) low = middle + 1n
    else high = middle
  }
  return Number(low)
}
