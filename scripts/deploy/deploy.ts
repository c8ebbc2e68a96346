import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Address, Hex } from 'viem'
import { createPublicClient, http } from 'viem'
import { checkDeployment } from './check.ts'
import type { MarketOptions } from './config.ts'
import { connect, LOCAL_CHAIN, ROOT } from './connect.ts'
import { describe, type MarketDeployment } from './deployment.ts'
import { runPlan } from './ignition.ts'
import { savePlan } from './plan.ts'
import { prepare } from './prepare.ts'
import { recover } from './recover.ts'

export type { MarketDeployment } from './deployment.ts'

export type DeployMarketParameters = {
  rpcUrl: string
  /** Pays for the deployment; `'stored'`: from the environment or Hardhat's keystore. Without it the node's accounts do. */
  privateKey?: Hex | 'stored'
  /** A file of `ignition/parameters`, without its ending; that of the chain, or `local`, when left out. */
  network?: string
  /** Over the network's parameters. */
  config?: MarketOptions
  /** Who is to own the market: is offered it at the end, and has to accept. */
  owner?: Address
  /** Where to write the deployment as JSON; `deployments/<chain id>.json` when true; nowhere when left out. */
  out?: string | true
  /** Folder of journals, by chain; a local chain's is forgotten when this is left out. */
  journals?: string
}

/** Journals are kept: an interrupted deployment goes on with them. */
export const journalsOf = (chainId: number, journals?: string): string | undefined =>
  journals ?? (chainId === LOCAL_CHAIN ? undefined : join(ROOT, 'ignition/deployments'))

/**
 * Deploys the market with Ignition: token (on a local chain), FunctionRegistry, Bourse, the contracts beside it, lens.
 * Artifacts must have been built. An interrupted deployment is resumed by calling this again. What came to be is held
 * to the plan before it is written.
 *
 * @throws Error - a parameter that the network has none for, an unreachable node, a failed transaction, a nonce that
 * moved, a chain that is not what the plan says
 */
export async function deployMarket(parameters: DeployMarketParameters): Promise<MarketDeployment> {
  const client = createPublicClient({ transport: http(parameters.rpcUrl) })
  const chainId = await client.getChainId()
  const kept = journalsOf(chainId, parameters.journals)
  // a local chain forgets, so its journal must not be found again
  const journals = kept ?? (await mkdtemp(join(tmpdir(), 'bourse-ignition-')))
  const folder = join(journals, `chain-${chainId}`)
  try {
    const { artifacts, network } = await connect(parameters.rpcUrl, parameters.privateKey)
    const { provider } = await network.create('target')
    const [from] = (await provider.request({ method: 'eth_accounts' })) as Address[]
    if (!from) throw new Error(`${parameters.rpcUrl} offers no account; give a private key`)
    const plan = await prepare({ ...parameters, client, artifacts, folder, from })
    await savePlan(folder, plan)
    const local = chainId === LOCAL_CHAIN
    const config = { blockPollingInterval: local ? 50 : 1000, requiredConfirmations: local ? 1 : 5 }
    await recover({ client, provider, artifacts, folder, plan, confirmations: config.requiredConfirmations })
    await runPlan({ plan, provider, artifacts, folder, config })
    const deployment = await describe(client, artifacts, folder, plan)
    const wrong = await checkDeployment(client, artifacts, deployment)
    if (wrong.length > 0) throw new Error(`the deployment is not what was planned:\n${wrong.join('\n')}`)
    if (parameters.out) await write(deployment, parameters.out)
    return deployment
  } finally {
    if (kept === undefined) await rm(journals, { recursive: true, force: true })
  }
}

async function write(deployment: MarketDeployment, out: string | true): Promise<void> {
  const path = out === true ? join(ROOT, 'deployments', `${deployment.chainId}.json`) : out
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(deployment, null, 2)}\n`)
}
