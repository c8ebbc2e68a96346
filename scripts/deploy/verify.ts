/**
 * npm run verify -- --chain-id <id> [--rpc-url <url>] [--deployment <file>] [--explorer sourcify|etherscan|blockscout]
 * [--contract <name>] [--sourcify-url <url>]
 *
 * Publishes the sources of a deployment. The key of Etherscan (one for all chains, API version 2) is ETHERSCAN_API_KEY,
 * from the environment or Hardhat's keystore.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { verifyContract } from '@nomicfoundation/hardhat-verify/verify'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import config from '../../hardhat.config.ts'
import { ensureContracts } from '../build.ts'
import { ROOT } from './connect.ts'
import type { MarketDeployment } from './deployment.ts'

export const EXPLORERS = ['sourcify', 'etherscan', 'blockscout'] as const
export type Explorer = (typeof EXPLORERS)[number]

export interface VerifyParameters {
  deployment: MarketDeployment
  rpcUrl: string
  explorers: readonly Explorer[]
  /** All when left out. */
  contracts?: readonly string[]
  /** A Sourcify server of one's own. */
  sourcifyUrl?: string
}

/**
 * Has explorers compile a deployment's sources and compare.
 *
 * @returns what was not verified, one sentence each
 */
export async function verifyMarket(parameters: VerifyParameters): Promise<string[]> {
  const { deployment, rpcUrl, explorers, sourcifyUrl } = parameters
  const names = parameters.contracts ?? Object.keys(deployment.contracts)
  const hre = await createHardhatRuntimeEnvironment(
    {
      ...config,
      networks: { default: { type: 'http', url: rpcUrl } },
      verify: {
        ...config.verify,
        sourcify: { ...config.verify?.sourcify, ...(sourcifyUrl ? { apiUrl: sourcifyUrl } : {}) },
      },
    },
    {},
    ROOT,
  )
  const failures: string[] = []
  for (const name of names) {
    const entry = deployment.contracts[name]
    if (!entry)
      throw new Error(`contract is ${name}; the deployment has ${Object.keys(deployment.contracts).join(', ')}`)
    const { sourceName } = await hre.artifacts.readArtifact(name)
    for (const provider of explorers) {
      const { address, args: constructorArgs, transaction: creationTxHash } = entry
      const contract = `${sourceName}:${name}`
      try {
        await verifyContract({ address, constructorArgs, contract, provider, creationTxHash }, hre)
      } catch (error) {
        failures.push(`${name} on ${provider}: ${error instanceof Error ? error.message : error}`)
      }
    }
  }
  return failures
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'chain-id': { type: 'string' },
      deployment: { type: 'string' },
      'rpc-url': { type: 'string', default: process.env.RPC_URL ?? 'http://127.0.0.1:8545' },
      explorer: { type: 'string', multiple: true, default: ['sourcify', 'etherscan'] },
      contract: { type: 'string', multiple: true },
      'sourcify-url': { type: 'string' },
    },
  })
  const file = values.deployment ?? (values['chain-id'] && join(ROOT, 'deployments', `${values['chain-id']}.json`))
  if (!file) throw new Error('which deployment? Give --chain-id or --deployment')
  const unknown = values.explorer.find((name) => !EXPLORERS.includes(name as Explorer))
  if (unknown) throw new Error(`--explorer is ${unknown}; it must be one of ${EXPLORERS.join(', ')}`)
  await ensureContracts()
  const failures = await verifyMarket({
    deployment: JSON.parse(await readFile(file, 'utf8')) as MarketDeployment,
    rpcUrl: values['rpc-url'],
    explorers: values.explorer as Explorer[],
    ...(values.contract ? { contracts: values.contract } : {}),
    ...(values['sourcify-url'] ? { sourcifyUrl: values['sourcify-url'] } : {}),
  })
  if (failures.length > 0) throw new Error(failures.join('\n'))
}

if (import.meta.main) {
  try {
    await main()
    process.exit(0)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
