// The market on a test's own chain: contracts deployed by the real script, USDC for whoever needs it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BourseActions, bourseActions, type Deployment, parseDeployment } from '@lambda-bourse/sdk'
import { createPublicClient, createWalletClient, http, type PublicClient, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import type { MarketOptions } from '../../../scripts/deploy/config.ts'
import { deployMarket } from '../../../scripts/deploy/deploy.ts'
import { accountKey, type Chain } from '../../../scripts/lib/processes/index.ts'

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

/**
 * Deploys the market as `npm run deploy` does.
 * @param folder For the deployment's file.
 * @param parameters Over `ignition/parameters/local.json`.
 */
export async function deployTestMarket(
  chain: Chain,
  folder: string,
  parameters: MarketOptions = {},
): Promise<TestDeployment> {
  const path = join(folder, 'deployment.json')
  await deployMarket({ rpcUrl: chain.url, config: parameters, out: path })
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
