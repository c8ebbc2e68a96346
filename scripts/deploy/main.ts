/**
 * npm run deploy -- [--dry-run] --rpc-url <url> [--owner <address>] [--from <address>] [--out <file>]
 * [--parameters <file>] [--network <file of ignition/parameters>] [--journals <folder>] [--json]
 *
 * The key is DEPLOYER_PRIVATE_KEY, from the environment or Hardhat's keystore; a local node's own accounts pay without.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Address, createPublicClient, type Hex, http, isAddress } from 'viem'
import { ensureContracts } from '../build.ts'
import { KEY, LOCAL_CHAIN } from './connect.ts'
import { deployMarket } from './deploy.ts'
import { dryRun } from './dry-run.ts'
import { deploymentText, dryRunText } from './text.ts'

const { values } = parseArgs({
  options: {
    'rpc-url': { type: 'string', default: process.env.RPC_URL ?? 'http://127.0.0.1:8545' },
    'dry-run': { type: 'boolean', default: false },
    from: { type: 'string' },
    owner: { type: 'string' },
    out: { type: 'string' },
    parameters: { type: 'string' },
    network: { type: 'string' },
    journals: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

function address(flag: 'from' | 'owner'): Address | undefined {
  const value = values[flag]
  if (value === undefined || isAddress(value)) return value
  throw new Error(`--${flag} is ${value}; it must be an address`)
}

async function privateKey(rpcUrl: string): Promise<Hex | 'stored' | undefined> {
  if (process.env[KEY]) return process.env[KEY] as Hex
  const chainId = await createPublicClient({ transport: http(rpcUrl) }).getChainId()
  return chainId === LOCAL_CHAIN ? undefined : 'stored'
}

async function main(): Promise<void> {
  const rpcUrl = values['rpc-url']
  const [from, owner] = [address('from'), address('owner')]
  await ensureContracts()
  const key = values['dry-run'] && from ? undefined : await privateKey(rpcUrl)
  const parameters = {
    rpcUrl,
    ...(key ? { privateKey: key } : {}),
    ...(owner ? { owner } : {}),
    ...(values.network ? { network: values.network } : {}),
    ...(values.journals ? { journals: values.journals } : {}),
    ...(values.parameters ? { config: JSON.parse(await readFile(values.parameters, 'utf8')) } : {}),
  }
  const asJson = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}` : v))
  if (values['dry-run']) {
    const run = await dryRun({ ...parameters, ...(from ? { from } : {}) })
    console.log(values.json ? asJson(run) : dryRunText(run))
    return
  }
  const deployment = await deployMarket({ ...parameters, out: values.out ?? true })
  console.log(values.json ? asJson(deployment) : deploymentText(deployment))
}

try {
  await main()
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
