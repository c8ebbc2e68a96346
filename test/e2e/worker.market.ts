// A market on a Hardhat node with one provider, one function and one deal, and the provider's worker as a process.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as forward, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ANY_REGION,
  type BourseActions,
  bourseActions,
  cidOf,
  type Deployment,
  encodeAlias,
  parseCid,
  parseDeployment,
  signOperatorProof,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { createWalletClient, type Hex, http, parseAbi, publicActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { deployMarket } from '../../scripts/deploy/deploy.ts'
import {
  accountKey,
  type Chain,
  freePort,
  NODE,
  ROOT,
  type RunningProcess,
  start,
  startChain,
  WORKER,
} from './support/index.ts'

const OWNER = 1
const DEVELOPER = 2
const OPERATOR = 3
const MONEY = 10n ** 12n

export type WorkerMarket = Awaited<ReturnType<typeof startMarket>>

export async function startMarket(epochLength: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-e2e-worker-'))
  const chain = await startChain()
  const out = join(folder, 'deployment.json')
  await deployMarket({ rpcUrl: chain.url, config: { epochLength }, out })
  const deployment = parseDeployment(JSON.parse(readFileSync(out, 'utf8')))
  const client = (index: number) => clientOf(chain, deployment, index)
  await fund(chain, deployment)
  const provider = await registerProvider(client(OWNER), deployment)
  const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
  const functionId = await publish(client(DEVELOPER), module)
  const { proxy, url: rpc } = await startProxy(chain.url)
  return {
    chain,
    deployment,
    folder,
    module,
    provider,
    functionId,
    operator: privateKeyToAccount(accountKey(OPERATOR)).address,
    developer: client(DEVELOPER),
    /** The worker's way to the chain, which a test can cut. */
    rpc,
    proxy,
    openDeal: (epochs?: number) => openDeal(client(DEVELOPER), functionId, epochs),
    startWorker: (changes: WorkerChanges = {}) => startWorker(folder, rpc, out, changes),
    async stop() {
      proxy.server?.close()
      proxy.server?.closeAllConnections()
      await chain.process.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Client = ReturnType<typeof clientOf> & BourseActions

function clientOf(chain: Chain, deployment: Deployment, index: number) {
  return createWalletClient({
    account: privateKeyToAccount(accountKey(index)),
    chain: hardhat,
    transport: http(chain.url),
    pollingInterval: 50,
  })
    .extend(publicActions)
    .extend((client) => bourseActions({ deployment })(client))
}

async function fund(chain: Chain, deployment: Deployment): Promise<void> {
  const minter = clientOf(chain, deployment, 0)
  const abi = parseAbi(['function mint(address to, uint256 value)'])
  for (const index of [OWNER, DEVELOPER]) {
    const client = clientOf(chain, deployment, index)
    const address = client.account.address
    const args = [address, MONEY] as const
    const hash = await minter.writeContract({ abi, address: deployment.token, functionName: 'mint', args })
    await minter.waitForTransactionReceipt({ hash })
    await client.approveToken.andWait({ amount: MONEY })
    await client.deposit.andWait({ beneficiary: address, amount: MONEY })
  }
}

async function registerProvider(client: Client, deployment: Deployment): Promise<number> {
  const operator = privateKeyToAccount(accountKey(OPERATOR))
  const encryptionKey: Hex = `0x${'0e'.repeat(32)}`
  const proof = { owner: client.account.address, encryptionKey, market: deployment }
  const operatorSignature = await signOperatorProof(operator, proof)
  const registration = { operator: operator.address, encryptionKey, endpoint: 'http://127.0.0.1:1', operatorSignature }
  const { event } = await client.registerProvider.andWait(registration)
  const terms = { price: 100, compensation: 50, units: 100, region: 0, features: 0, minEpochs: 1, until: 100_000 }
  await client.postOffer.andWait({ terms })
  return event.provider
}

async function publish(client: Client, module: Uint8Array): Promise<bigint> {
  const { event } = await client.registerFunction.andWait({ name: 'echo' })
  const functionId = event.id
  const zero: Hex = `0x${'00'.repeat(32)}`
  const { digest, codec } = parseCid(await cidOf(module))
  const moduleHash: Hex = `0x${Buffer.from(nodeSha256(module)).toString('hex')}`
  const version = {
    moduleHash,
    moduleDigest: digest,
    configDigest: zero,
    codeRoot: zero,
    moduleCodec: codec,
    kind: 1,
    abiVersion: 1,
  }
  await client.publishVersion.andWait({ functionId, version })
  await client.setAlias.andWait({ functionId, alias: 'live', version: 1 })
  return functionId
}

/** Opens a deal of one instance; returns its first lease. */
async function openDeal(client: Client, functionId: bigint, epochs = 5_000): Promise<number> {
  const plan = {
    functionId,
    aliasName: encodeAlias('live'),
    instances: 4,
    unitsEach: 1,
    perProvider: 4,
    regions: ANY_REGION,
    features: 0,
    maxPrice: 200,
    minCompensation: 0,
    epochs,
    dearer: false,
    renew: false,
    leastInstances: 0,
    tip: 0,
    minReputation: 0n,
  }
  const { event } = await client.openDeal.andWait({ plan })
  return event.deal * 256
}

export interface WorkerChanges {
  key?: string
  rpc?: string
  dataDir?: string
  ready?: boolean
  extra?: string
}

export interface WorkerProcess {
  process: RunningProcess
  url: string
}

async function startWorker(
  folder: string,
  rpc: string,
  deployment: string,
  changes: WorkerChanges,
): Promise<WorkerProcess> {
  const { key = accountKey(OPERATOR), dataDir = join(folder, 'data'), ready = true, extra = '' } = changes
  const config = join(folder, 'worker.yaml')
  mkdirSync(folder, { recursive: true })
  const lines = [
    `rpc: ${changes.rpc ?? rpc}`,
    `deployment: ${deployment}`,
    `dataDir: ${dataDir}`,
    'listen: 127.0.0.1:0',
    'pollMs: 200',
  ]
  writeFileSync(config, `${lines.join('\n')}\n${extra}\n`)
  const process = await start({
    name: 'worker',
    command: NODE,
    args: [WORKER, '--config', config],
    env: { BOURSE_OPERATOR_KEY: key },
    ...(ready && { ready: /"address":"([^"]+)".*"event":"ready"/ }),
  })
  return { process, url: process.match?.[1] ?? '' }
}

/** A way to the chain that a test can close and open. */
async function startProxy(target: string): Promise<{ proxy: Link; url: string }> {
  const port = await freePort()
  const proxy = new Link(target, port)
  await proxy.open()
  return { proxy, url: `http://127.0.0.1:${port}` }
}

class Link {
  readonly #target: string
  readonly #port: number
  server: Server | undefined

  constructor(target: string, port: number) {
    this.#target = target
    this.#port = port
  }

  async open(): Promise<void> {
    const server = createServer((incoming, outgoing) => {
      const { method, headers } = incoming
      const onward = forward(this.#target, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', () => outgoing.destroy())
      incoming.pipe(onward)
    })
    this.server = server
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
  }

  close(): void {
    this.server?.close()
    this.server?.closeAllConnections()
    this.server = undefined
  }
}
