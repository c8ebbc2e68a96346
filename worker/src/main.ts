import { readFileSync } from 'node:fs'
import { type Deployment, deploymentOf, isBourseError, parseDeployment } from '@lambda-bourse/sdk'
import { createPublicClient, http, type PublicClient } from 'viem'
import { viemChainClient, viemTransactionClient } from './chain/viemClient.ts'
import { systemClock } from './clock.ts'
import { readOperatorKey } from './config/key.ts'
import { type Invocation, readInvocation, USAGE } from './config/load.ts'
import { ConfigError, messageOf, StoreError } from './errors.ts'
import { viemJuryClient } from './jury/viemJury.ts'
import { createLogger, type Logger } from './log.ts'
import { viemRequestClient } from './requests/viemRequests.ts'
import { type BourseWorker, createWorker } from './worker.ts'

const RETRY_MS = 2_000

/** Exit codes: 0 told to stop, 2 bad settings, key or store, 1 anything else. */
async function main(args: readonly string[]): Promise<void> {
  const invocation = readInvocation(args)
  if (invocation === undefined) return void process.stdout.write(`${USAGE}\n`)
  const { settings } = invocation
  const log = createLogger(settings.log)
  const key = readOperatorKey({ ...(settings.keystore && { keystore: settings.keystore }), environment: process.env })
  const stopping = new AbortController()
  let worker: BourseWorker | undefined
  const stop = () => {
    if (stopping.signal.aborted) return
    stopping.abort()
    worker?.stop().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  worker = await startWhenChainAnswers(invocation, key, log, stopping.signal)
  if (stopping.signal.aborted) {
    await worker?.stop()
    process.exit(0)
  }
}

/** A chain that is not there yet is no mistake: the worker waits for it. */
async function startWhenChainAnswers(
  { settings, skipBatches }: Invocation,
  key: Uint8Array,
  log: Logger,
  signal: AbortSignal,
): Promise<BourseWorker | undefined> {
  const client = createPublicClient({
    transport: http(settings.rpc, { retryCount: 0, timeout: 10_000, batch: true }),
    cacheTime: 0,
  })
  while (!signal.aborted) {
    try {
      const deployment = await findDeployment(client, settings.deployment)
      const chain = viemChainClient(client, deployment)
      const transactions = viemTransactionClient(client, deployment)
      const requests = viemRequestClient(client, deployment)
      const jury = viemJuryClient(client, deployment)
      return await createWorker({
        settings: { ...settings, skipBatches },
        key,
        chain,
        transactions,
        requests,
        jury,
        log,
      })
    } catch (error) {
      if (!isOutage(error)) throw error
      log.warn('chain.not_there', { rpc: settings.rpc, reason: messageOf(error), retryMs: RETRY_MS })
      await systemClock.sleep(RETRY_MS, signal)
    }
  }
  return undefined
}

async function findDeployment(client: PublicClient, path: string | undefined): Promise<Deployment> {
  const chainId = await client.getChainId()
  if (path === undefined) return deploymentOf(chainId)
  const deployment = parseDeployment(readJson(path))
  if (deployment.chainId === chainId) return deployment
  throw new ConfigError(
    `deployment: ${path} is of chain ${deployment.chainId}, the RPC endpoint is of chain ${chainId}`,
  )
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ConfigError(`deployment: ${path} cannot be read: ${messageOf(cause)}`, { cause })
  }
}

function isOutage(error: unknown): boolean {
  if (isBourseError(error)) return error.kind === 'outage'
  const names = ['HttpRequestError', 'TimeoutError', 'RpcRequestError', 'SocketClosedError', 'WebSocketRequestError']
  for (let at = error; at instanceof Error; at = at.cause) if (names.includes(at.name)) return true
  return false
}

function fail(error: unknown): never {
  const isMistake = error instanceof ConfigError || error instanceof StoreError || isBourseError(error)
  process.stderr.write(
    `worker: ${isMistake ? messageOf(error) : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(isMistake ? 2 : 1)
}

main(process.argv.slice(2)).catch(fail)
