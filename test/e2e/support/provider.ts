// A provider: registered, with an offer, its worker running.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, offer, register } from '@lambda-bourse/cli'
import { type Chain, type RunningProcess, startWorker, workerPort } from '../../../scripts/lib/processes/index.ts'
import type { TestDeployment } from './market.ts'

export type ProviderOptions = {
  /** The owner's key; it needs USDC and native coin. */
  key: `0x${string}`
  operatorKey: `0x${string}`
  folder: string
  region?: string
  price?: string
  units?: string
  peers?: string[]
}

export type TestProvider = {
  readonly provider: number
  readonly offer: number
  readonly url: string
  process: RunningProcess
  /** Starts the worker again after it was killed or stopped. */
  restart(): Promise<void>
}

/** Registers a provider, posts an offer and starts its worker. */
export async function startProvider(
  chain: Chain,
  market: TestDeployment,
  options: ProviderOptions,
): Promise<TestProvider> {
  const { key, operatorKey, folder, peers = [] } = options
  const port = await workerPort()
  const url = `http://127.0.0.1:${port}`
  const env = { BOURSE_RPC_URL: chain.url, BOURSE_DEPLOYMENT: market.path, BOURSE_PRIVATE_KEY: key }
  const context = createContext({ cwd: folder, env })
  const operatorKeyFile = join(folder, 'operator.key')
  mkdirSync(folder, { recursive: true })
  writeFileSync(operatorKeyFile, operatorKey)
  const { provider } = await register(context, { endpoint: url, operatorKeyFile })
  const { region = 'eu-west', price = '0.0001', units = '4' } = options
  const posted = await offer(context, { region, price, units, duration: '5000 epochs', features: 'log' })
  const worker = { rpc: chain.url, deployment: market.path, folder, port, operatorKey, peers }
  const started: TestProvider = {
    provider,
    offer: posted.offer,
    url,
    process: (await startWorker(worker)).process,
    async restart() {
      started.process = (await startWorker(worker)).process
    },
  }
  return started
}
