// The gateway as a process.
import { readFileSync } from 'node:fs'
import {
  type Deployment,
  deploymentOf,
  isBourseError,
  parseDeployment,
  receiptDomain,
  voucherDomain,
} from '@lambda-bourse/sdk'
import { type Logger, pino } from 'pino'
import { createPublicClient, http, type PublicClient, webSocket } from 'viem'
import { type GatewayConfig, readConfig, USAGE } from './config.ts'
import { createGateway } from './gateway.ts'
import { viemSource } from './market/viem-source.ts'
import { Payer } from './payment/payer.ts'
import { readVoucherKey } from './payment/signer.ts'
import { SignedStore } from './payment/store.ts'
import { viemTariffs } from './payment/tariffs.ts'

/** Exit codes: 0 told to stop, 2 bad settings, 3 the chain could not be reached at the start, 1 anything else. */
async function main(args: readonly string[]): Promise<void> {
  const config = readConfig(args)
  if (!config) return void process.stdout.write(`${USAGE}\n`)
  const log = pino({ level: config.log })
  const client = createPublicClient({
    transport: config.rpc.startsWith('ws')
      ? webSocket(config.rpc)
      : http(config.rpc, { retryCount: 1, timeout: 5_000 }),
    pollingInterval: config.pollMs,
    // Every look at the chain is meant.
    cacheTime: 0,
  })
  const chainId = await chainIdOf(client, config, log)
  const deployment = findDeployment(config, chainId)
  const payer = createPayer(config, client, deployment, log)
  const gateway = await createGateway({
    ...config,
    ...(payer && { payer }),
    source: viemSource(client, deployment),
    domain: receiptDomain(deployment),
    genesis: Number(deployment.genesis),
    epochLength: deployment.config.epochLength,
    fromBlock: Number(deployment.block),
    contentFolder: config.content,
    log,
  })
  gateway.start()
  const colon = config.listen.lastIndexOf(':')
  const server = await gateway.listen(config.listen.slice(0, colon), Number(config.listen.slice(colon + 1)))
  process.stdout.write(`gateway listening on ${server.url}\n`)
  const stop = () => {
    log.info('stopping')
    gateway.close().then(
      () => process.exit(0),
      (error) => fail(error),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** Undefined without a key, or in a market without Vouchers. */
function createPayer(config: GatewayConfig, client: PublicClient, deployment: Deployment, log: Logger) {
  const signer = readVoucherKey(process.env)
  if (signer === undefined) return undefined
  const { vouchers, chainId } = deployment
  if (vouchers === undefined) {
    log.warn('the market has no Vouchers: the voucher key is of no use')
    return undefined
  }
  const { store, payer = signer.address, maxPerCall, maxPerMillionFuel, ahead } = config.payment
  const [perCall, perMillionFuel] = [BigInt(maxPerCall), BigInt(maxPerMillionFuel)]
  return new Payer({
    payer,
    signer,
    domain: voucherDomain(deployment),
    store: new SignedStore(store, { chainId, vouchers, payer }),
    tariffs: viemTariffs(client, deployment),
    limits: { perCall, perMillionFuel, ahead: BigInt(ahead) },
    log,
  })
}

/** With a deployment file the gateway starts even while the chain is down, and reads it when it is back. */
async function chainIdOf(client: PublicClient, config: GatewayConfig, log: Logger): Promise<number | undefined> {
  try {
    return await client.getChainId()
  } catch (cause) {
    if (config.deployment === undefined) {
      const message = `rpc: no chain answers at ${config.rpc}, and no deployment file is given`
      throw Object.assign(new Error(message, { cause }), { exitCode: 3 })
    }
    log.warn({ rpc: config.rpc }, 'no chain answers yet')
    return undefined
  }
}

function findDeployment(config: GatewayConfig, chainId: number | undefined): Deployment {
  if (config.deployment === undefined) return deploymentOf(chainId)
  const deployment = parseDeployment(readJson(config.deployment))
  if (chainId !== undefined && deployment.chainId !== chainId) {
    const message = `deployment: ${config.deployment} is of chain ${deployment.chainId}; ${config.rpc} is chain ${chainId}`
    throw Object.assign(new Error(message), { exitCode: 2 })
  }
  return deployment
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw Object.assign(new Error(`deployment: ${path} cannot be read: ${(cause as Error).message}`), { exitCode: 2 })
  }
}

function fail(error: Error & { exitCode?: number }): never {
  process.stderr.write(`gateway: ${error.message}\n`)
  process.exit(error.exitCode ?? (isBourseError(error) ? 2 : 1))
}

main(process.argv.slice(2)).catch(fail)
