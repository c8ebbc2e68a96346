// A market with Faults on a Hardhat node, providers of which each can lie in its own way, and watchers.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ANY_REGION,
  type BourseActions,
  bourseActions,
  cidOf,
  type Deployment,
  encodeAlias,
  encodeVersionConfig,
  parseCid,
  signOperatorProof,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import {
  type Abi,
  type Address,
  createWalletClient,
  getContractAddress,
  type Hex,
  http,
  publicActions,
  zeroAddress,
  zeroHash,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import type { Lie } from './cheat/books.ts'
import {
  accountKey,
  BOURSE,
  type Chain,
  freePort,
  NODE,
  ROOT,
  type RunningProcess,
  start,
  startChain,
  until,
} from './support/index.ts'

export const EPOCH = 60
/** D, epochs. */
export const ANSWER = 2
const MONEY = 10n ** 12n
const DEVELOPER = 1
/** The version publishes samples: each epoch's canary shows what came out of one of them. */
const SAMPLE = { method: 'POST', target: '/', contentType: 'text/plain' }
const CONFIG = encodeVersionConfig({ samples: ['one', 'two', 'three'].map((body) => ({ ...SAMPLE, body })) })

export type FaultsMarket = Awaited<ReturnType<typeof startFaultsMarket>>

export async function startFaultsMarket() {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-e2e-faults-'))
  const chain = await startChain()
  const deployment = await deploy(chain)
  const path = join(folder, 'deployment.json')
  writeFileSync(
    path,
    JSON.stringify(deployment, (_, x) => (typeof x === 'bigint' ? Number(x) : x)),
  )
  const client = (index: number) => clientOf(chain, deployment, index)
  const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
  await fund(chain, deployment, DEVELOPER)
  const functionId = await publish(client(DEVELOPER), module, CONFIG)
  return {
    chain,
    deployment,
    folder,
    module,
    client,
    developer: client(DEVELOPER),
    pass: (epochs: number) => chain.increaseTime(EPOCH * epochs),
    /** A provider of its own, with one lease from the next epoch on, and its worker as a process. */
    async provider(lie: Lie, options: { isReachable?: boolean } = {}) {
      return startProvider({ chain, deployment, folder, path, module, functionId }, lie, options.isReachable ?? true)
    },
    /** `bourse watch` of an account of its own, as a process. */
    watch(name: string, key: Hex, args: readonly string[] = []): Promise<RunningProcess> {
      const state = join(folder, `${name}.json`)
      const flags = ['--rpc-url', chain.url, '--deployment', path, '--state', state, '--interval', '1', ...args]
      return start({
        name: 'watch',
        command: NODE,
        args: [BOURSE, 'watch', ...flags],
        cwd: folder,
        env: { BOURSE_PRIVATE_KEY: key },
        ready: /"event":"watching"/,
      })
    },
    async stop() {
      await chain.process.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Client = ReturnType<typeof baseClient> & BourseActions

function baseClient(chain: Chain, index: number) {
  return createWalletClient({
    account: privateKeyToAccount(accountKey(index)),
    chain: hardhat,
    transport: http(chain.url),
    pollingInterval: 50,
  }).extend(publicActions)
}

function clientOf(chain: Chain, deployment: Deployment, index: number): Client {
  return baseClient(chain, index).extend((client) => bourseActions({ deployment })(client)) as Client
}

function artifact(name: string): { abi: Abi; bytecode: Hex } {
  const folder = name === 'USDC' || name === 'SmartAccount' ? 'mocks/' : ''
  return JSON.parse(readFileSync(join(ROOT, `artifacts/contracts/${folder}${name}.sol/${name}.json`), 'utf8'))
}

export async function deployContract(client: Client, name: string, args: readonly unknown[]): Promise<Address> {
  const { abi, bytecode } = artifact(name)
  const hash = await client.deployContract({ abi, bytecode, args })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  return contractAddress as Address
}

async function deploy(chain: Chain): Promise<Deployment> {
  const client = baseClient(chain, 0) as Client
  const owner = client.account.address
  const token = await deployContract(client, 'USDC', [owner])
  const registry = await deployContract(client, 'FunctionRegistry', [])
  const numbers = { epochLength: EPOCH, grace: 2, window: 4, game: 4, absence: 3, compensated: 3, baseStake: 10 ** 8 }
  const config = { token, owner, ...numbers }
  const nonce = BigInt(await client.getTransactionCount({ address: owner }))
  const faults = getContractAddress({ from: owner, nonce: nonce + 1n })
  const none = { disputes: zeroAddress, vouchers: zeroAddress, requests: zeroAddress }
  const bourse = await deployContract(client, 'Bourse', [config, { registry, faults, ...none }])
  await deployContract(client, 'Faults', [bourse, BigInt(ANSWER)])
  const lens = await deployContract(client, 'BourseLens', [bourse])
  const found = { abi: artifact('BourseLens').abi, address: lens, functionName: 'config' }
  const [, genesis] = (await client.readContract(found)) as [unknown, bigint]
  return { chainId: hardhat.id, block: 0n, genesis, token, registry, bourse, lens, faults, config }
}

async function fund(chain: Chain, deployment: Deployment, index: number): Promise<void> {
  const minter = baseClient(chain, 0)
  const client = clientOf(chain, deployment, index)
  const address = client.account.address
  const args = [address, MONEY]
  const { abi } = artifact('USDC')
  const hash = await minter.writeContract({ abi, address: deployment.token, functionName: 'mint', args })
  await minter.waitForTransactionReceipt({ hash })
  await client.approveToken.andWait({ amount: MONEY })
  await client.deposit.andWait({ beneficiary: address, amount: MONEY })
}

async function publish(client: Client, module: Uint8Array, config: Uint8Array): Promise<bigint> {
  const { event } = await client.registerFunction.andWait({ name: 'echo' })
  const functionId = event.id
  const { digest, codec } = parseCid(await cidOf(module))
  const moduleHash: Hex = `0x${Buffer.from(nodeSha256(module)).toString('hex')}`
  const cids = {
    moduleHash,
    moduleDigest: digest,
    configDigest: parseCid(await cidOf(config)).digest,
    codeRoot: zeroHash,
    moduleCodec: codec,
  }
  await client.publishVersion.andWait({ functionId, version: { ...cids, kind: 1, abiVersion: 1 } })
  await client.setAlias.andWait({ functionId, alias: 'live', version: 1 })
  return functionId
}

interface World {
  chain: Chain
  deployment: Deployment
  folder: string
  path: string
  module: Uint8Array
  functionId: bigint
}

let providers = 0

async function startProvider(world: World, lie: Lie, isReachable: boolean) {
  const { chain, deployment, folder, path, module, functionId } = world
  const index = 2 + 2 * providers++
  await fund(chain, deployment, index)
  const owner = clientOf(chain, deployment, index)
  const key = accountKey(index + 1)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const encryptionKey: Hex = `0x${'0e'.repeat(32)}`
  const operator = privateKeyToAccount(key)
  const proof = { owner: owner.account.address, encryptionKey, market: deployment }
  const operatorSignature = await signOperatorProof(operator, proof)
  const endpoint = isReachable ? url : 'http://127.0.0.1:1'
  const registration = { operator: operator.address, encryptionKey, endpoint, operatorSignature }
  const { event } = await owner.registerProvider.andWait(registration)
  const terms = { price: 100, compensation: 50, units: 10, region: 0, features: 0, minEpochs: 1, until: 100_000 }
  const { event: offer } = await owner.postOffer.andWait({ terms })
  const lease = await openDeal(clientOf(chain, deployment, DEVELOPER), functionId, offer.offer)
  const home = join(folder, `provider-${event.provider}`)
  const receipts = join(home, 'receipts')
  mkdirSync(receipts, { recursive: true })
  const config = join(home, 'worker.yaml')
  const lines = [`rpc: ${chain.url}`, `deployment: ${path}`, `dataDir: ${join(home, 'data')}`]
  writeFileSync(config, [...lines, `listen: 127.0.0.1:${port}`, 'pollMs: 200'].join('\n'))
  const run = () =>
    start({
      name: `worker that lies about ${lie}`,
      command: NODE,
      args: [join(ROOT, 'test/e2e/cheat/main.ts'), lie, '--config', config],
      env: { BOURSE_OPERATOR_KEY: key },
      ready: /"event":"ready"/,
    })
  const worker = await run()
  for (const bytes of [module, CONFIG])
    await fetch(`${url}/ipfs/${await cidOf(bytes)}`, { method: 'PUT', body: bytes as BodyInit })
  const invoke = (body: string) => fetch(`${url}/v1/leases/${lease}/x`, { method: 'POST', body })
  await until('the lease is served', async () => (await invoke('hello')).status === 200, 30_000)
  return {
    id: event.provider,
    lease,
    url,
    home,
    /** Receipts that callers were given. */
    receipts,
    /** Receipts that a liar gave to somebody else. */
    others: join(home, 'data/others'),
    owner,
    operator: operator.address,
    process: worker,
    run,
    /** Calls the function, and keeps the receipt. */
    async call(body: string): Promise<void> {
      const response = await invoke(body)
      if (response.status !== 200) throw new Error(`the worker answered ${response.status}`)
      writeFileSync(join(receipts, `${body}.txt`), response.headers.get('bourse-receipt') ?? '')
    },
  }
}

async function openDeal(client: Client, functionId: bigint, offer: number): Promise<number> {
  const plan = {
    functionId,
    aliasName: encodeAlias('live'),
    instances: 1,
    unitsEach: 1,
    perProvider: 1,
    regions: ANY_REGION,
    features: 0,
    maxPrice: 200,
    minCompensation: 0,
    epochs: 5_000,
    dearer: false,
    renew: false,
    leastInstances: 0,
    tip: 0,
    minReputation: 0n,
  }
  const { event } = await client.openDeal.andWait({ plan, hints: [offer] })
  return event.deal * 256
}
