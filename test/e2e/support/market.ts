// The market on a test's own chain: contracts deployed by the real script, USDC for whoever needs it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BourseActions, bourseActions, type Deployment, parseDeployment } from '@lambda-bourse/sdk'
import { createPublicClient, createWalletClient, http, type PublicClient, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { accountKey, type Chain } from './chain.ts'
import { NODE, ROOT } from './paths.ts'
import { start } from './processes.ts'

export type TestDeployment = {
  /** The file to give to `--deployment`. */
  readonly path: string
  readonly deployment: Deployment
  readonly client: PublicClient
  /** The market's actions; reads only. */
  readonly bourse: BourseActions
  /** The market's actions on behalf of a key. */
  as(key: `0x${string}`): BourseActions
  /** Mints USDC (micro-USDC) to the account of a key. */
  mint(key: `0x${string}`, amount: bigint): Promise<void>
}

/** Parameters that make epochs short enough to wait for; over `ignition/parameters/local.json`. */
export type MarketParameters = {
  epochLength?: number
  grace?: number
  window?: number
  baseStake?: number
  absence?: number
}

/**
 * Deploys the market with `scripts/deploy/main.ts`.
 * @param folder For the deployment's files.
 */
export async function deployTestMarket(
  chain: Chain,
  folder: string,
  parameters: MarketParameters = {},
): Promise<TestDeployment> {
  const path = join(folder, 'deployment.json')
  const parametersPath = join(folder, 'parameters.json')
  writeFileSync(parametersPath, JSON.stringify(parameters))
  const args = ['--rpc-url', chain.url, '--out', path, '--parameters', parametersPath, '--json']
  const script = join(ROOT, 'scripts/deploy/main.ts')
  const run = await start({ name: 'deploy', command: NODE, args: [script, ...args], ready: /^\{"chainId"/ })
  await run.stop()
  const deployment = parseDeployment(JSON.parse(readFileSync(path, 'utf8')))
  const transport = http(chain.url)
  const client = createPublicClient({ chain: hardhat, transport, pollingInterval: 50, cacheTime: 0 })
  const as = (key: `0x${string}`) => {
    const account = privateKeyToAccount(key)
    return bourseActions({ deployment })(
      createWalletClient({ account, chain: hardhat, transport, pollingInterval: 50 }),
    )
  }
  return {
    path,
    deployment,
    client,
    bourse: bourseActions({ deployment })(client),
    as,
    async mint(key, amount) {
      // The deployer, the node's first account, is the minter.
      const minter = createWalletClient({ account: privateKeyToAccount(accountKey(0)), chain: hardhat, transport })
      const abi = parseAbi(['function mint(address to, uint256 value)'])
      const to = privateKeyToAccount(key).address
      const hash = await minter.writeContract({
        abi,
        address: deployment.token,
        functionName: 'mint',
        args: [to, amount],
      })
      await client.waitForTransactionReceipt({ hash })
    },
  }
}
