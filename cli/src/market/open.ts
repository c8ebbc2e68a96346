// The market as commands use it: a client of its chain, every action bound to it, and the account when one is needed.
import { readFileSync } from 'node:fs'
import { type BourseActions, bourseActions, type Deployment, deploymentOf, parseDeployment } from '@lambda-bourse/sdk'
import {
  type Address,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  type PublicClient,
  type Transport,
  type WalletClient,
  webSocket,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { Context } from '../core/context.ts'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'

/** A market that can be read. */
export type Market = {
  readonly client: PublicClient<Transport, Chain>
  readonly deployment: Deployment
  readonly bourse: BourseActions
}

/** A market on which an account acts. */
export type MarketWithAccount = Market & {
  readonly account: PrivateKeyAccount
  readonly wallet: WalletClient<Transport, Chain, PrivateKeyAccount>
}

/** Milliseconds between questions whether a transaction was mined. */
const POLL_MS = 200

/**
 * Opens the market for reading.
 * @throws CliError `ChainUnreachable`, or a deployment that is wrong or of another chain.
 */
export async function openMarket(context: Context): Promise<Market> {
  const { client, deployment } = await connect(context)
  return { client, deployment, bourse: bourseActions({ deployment })(client) }
}

/** Opens the market for the account of the private key. */
export async function openMarketWithAccount(context: Context): Promise<MarketWithAccount> {
  const account = privateKeyToAccount(context.settings.privateKey())
  const { client, deployment } = await connect(context)
  const { chain } = client
  const wallet = createWalletClient({
    account,
    chain,
    transport: transportOf(context.settings.rpcUrl),
    pollingInterval: POLL_MS,
  })
  return { client, deployment, account, wallet, bourse: bourseActions({ deployment })(wallet) }
}

/** The owner under whom names are looked up: `--owner`, else the account of the key. */
export function namespaceOf({ settings }: Context): Address | undefined {
  if (settings.owner !== undefined) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(settings.owner))
      throw badInput('owner', settings.owner, 'an address: 0x and 40 hexadecimal digits')
    return settings.owner as Address
  }
  const key = settings.optionalPrivateKey()
  return key && privateKeyToAccount(key).address
}

async function connect({
  settings,
}: Context): Promise<{ client: PublicClient<Transport, Chain>; deployment: Deployment }> {
  const { rpcUrl } = settings
  const given = settings.deployment === undefined ? undefined : readDeployment(settings.deployment)
  const chainId = await chainIdOf(rpcUrl)
  if (given && given.chainId !== chainId) {
    throw badInput(
      'deployment',
      `${settings.deployment} (chain ${given.chainId})`,
      `a deployment on chain ${chainId}, which ${rpcUrl} is`,
    )
  }
  const deployment = given ?? deploymentOf(chainId)
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
  const client = createPublicClient({ chain, transport: transportOf(rpcUrl), pollingInterval: POLL_MS, cacheTime: 0 })
  return { client, deployment }
}

const transportOf = (url: string) =>
  url.startsWith('ws') ? webSocket(url) : http(url, { batch: { batchSize: 100 }, retryCount: 2, timeout: 15_000 })

async function chainIdOf(rpcUrl: string): Promise<number> {
  try {
    return await createPublicClient({
      transport: rpcUrl.startsWith('ws') ? webSocket(rpcUrl) : http(rpcUrl, { retryCount: 0, timeout: 5_000 }),
    }).getChainId()
  } catch (cause) {
    const details = codeOf(cause)
    throw new CliError(
      'ChainUnreachable',
      EXIT.network,
      `rpc-url ${rpcUrl}: no chain answers there${details ? ` (${details})` : ''}`,
      {
        field: 'rpc-url',
        value: rpcUrl,
        allowed: 'the JSON-RPC endpoint of a running node',
        advice: ['Set --rpc-url or BOURSE_RPC_URL; `npm start` runs a local chain.'],
        cause,
      },
    )
  }
}

/** Why a connection failed, such as ECONNREFUSED. */
function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return (error as { details?: string }).details
}

function readDeployment(path: string): Deployment {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const message = `deployment ${path} cannot be read: ${(cause as Error).message}`
    throw new CliError('BadDeployment', EXIT.input, message, {
      field: 'deployment',
      value: path,
      allowed: 'a file of deployments/',
      cause,
    })
  }
  return parseDeployment(json)
}
