// A market with Vouchers on a Hardhat node: one provider with a tariff, one function, one metered deal, and processes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ANY_REGION,
  type BourseActions,
  bourseActions,
  cidOf,
  type Deployment,
  encodeAlias,
  featureMask,
  parseCid,
  signOperatorProof,
  type Tariff,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import {
  type Abi,
  type Address,
  createWalletClient,
  getContractAddress,
  type Hex,
  http,
  parseAbi,
  publicActions,
  zeroAddress,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { accountKey, type Chain, freePort, GATEWAY, NODE, ROOT, start, startChain, WORKER } from './support/index.ts'

const OWNER = 1
const DEVELOPER = 2
const OPERATOR = 3
/** Signs vouchers for the developer. */
export const KEY = 4
const MONEY = 10n ** 12n
const METERED = featureMask(['metered'])

export type PaidMarket = Awaited<ReturnType<typeof startPaidMarket>>

export async function startPaidMarket(epochLength: number, tariff: Tariff) {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-e2e-payment-'))
  const chain = await startChain()
  const deployment = await deploy(chain, epochLength)
  const out = join(folder, 'deployment.json')
  writeFileSync(
    out,
    JSON.stringify(deployment, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
  )
  const [seller, payer] = [clientOf(chain, deployment, OWNER), clientOf(chain, deployment, DEVELOPER)]
  await fund(chain, deployment)
  const port = await freePort()
  const provider = await sell(seller, deployment, tariff, `http://127.0.0.1:${port}`)
  const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
  const functionId = await publish(payer, module)
  const { event } = await payer.openDeal.andWait({ plan: planOf(functionId) })
  return {
    chain,
    deployment,
    folder,
    module,
    provider,
    functionId,
    seller,
    payer,
    lease: event.deal * 256,
    startWorker: (extra = '') => startWorker({ folder, chain, out, port, extra }),
    startGateway: (extra = '') => startGateway({ folder, chain, out, extra }),
    async stop() {
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

/** Token, registry, Bourse, Vouchers and lens, one transaction each: Vouchers' address is known before. */
async function deploy(chain: Chain, epochLength: number): Promise<Deployment> {
  const hre = await createHardhatRuntimeEnvironment({}, {}, ROOT)
  const owner = createWalletClient({
    account: privateKeyToAccount(accountKey(0)),
    chain: hardhat,
    transport: http(chain.url),
    pollingInterval: 50,
  }).extend(publicActions)
  const { address: from } = owner.account
  let nonce = BigInt(await owner.getTransactionCount({ address: from }))
  const create = async (name: string, args: unknown[]): Promise<Address> => {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name)
    const address = getContractAddress({ from, nonce: nonce++ })
    const hash = await owner.deployContract({ abi: abi as Abi, bytecode: bytecode as Hex, args })
    await owner.waitForTransactionReceipt({ hash })
    return address
  }
  const token = await create('USDC', [from])
  const limits = { epochLength, grace: 4, window: 6, game: 4, absence: 8, compensated: 2, baseStake: 1_000_000 }
  const config = { token, owner: from, ...limits }
  const registry = await create('FunctionRegistry', [])
  const vouchers = getContractAddress({ from, nonce: nonce + 1n })
  const modules = { registry, vouchers, faults: zeroAddress, disputes: zeroAddress, requests: zeroAddress }
  const bourse = await create('Bourse', [config, modules])
  const { number: block, timestamp: genesis } = await genesisOf(owner, bourse)
  await create('Vouchers', [bourse])
  const lens = await create('BourseLens', [bourse])
  return { chainId: hardhat.id, block, genesis, token, bourse, lens, registry, vouchers, config }
}

/** Blocks go on beside: the deployment's is the first with the code. */
async function genesisOf(client: { getBlock: Client['getBlock']; getCode: Client['getCode'] }, address: Address) {
  const { number: newest } = await client.getBlock()
  for (let blockNumber = newest; ; blockNumber--) {
    const before = await client.getCode({ address, blockNumber: blockNumber - 1n })
    if (before === undefined) return client.getBlock({ blockNumber })
  }
}

async function fund(chain: Chain, deployment: Deployment): Promise<void> {
  const minter = clientOf(chain, deployment, 0)
  const abi = parseAbi(['function mint(address to, uint256 value)'])
  for (const index of [OWNER, DEVELOPER]) {
    const client = clientOf(chain, deployment, index)
    const { address } = client.account
    const hash = await minter.writeContract({
      abi,
      address: deployment.token,
      functionName: 'mint',
      args: [address, MONEY],
    })
    await minter.waitForTransactionReceipt({ hash })
    await client.approveToken.andWait({ amount: MONEY })
    await client.deposit.andWait({ beneficiary: address, amount: MONEY })
  }
}

async function sell(client: Client, deployment: Deployment, tariff: Tariff, endpoint: string): Promise<number> {
  const operator = privateKeyToAccount(accountKey(OPERATOR))
  const encryptionKey: Hex = `0x${'0e'.repeat(32)}`
  const proof = { owner: client.account.address, encryptionKey, market: deployment }
  const operatorSignature = await signOperatorProof(operator, proof)
  const registration = { operator: operator.address, encryptionKey, endpoint, operatorSignature }
  const { event } = await client.registerProvider.andWait(registration)
  const terms = { price: 100, compensation: 50, units: 100, region: 0, minEpochs: 1, until: 100_000 }
  const posted = await client.postOffer.andWait({ terms: { ...terms, features: METERED } })
  await client.setTariff.andWait({ offer: posted.event.offer, ...tariff })
  return event.provider
}

async function publish(client: Client, module: Uint8Array): Promise<bigint> {
  const { event } = await client.registerFunction.andWait({ name: 'echo' })
  const functionId = event.id
  const zero: Hex = `0x${'00'.repeat(32)}`
  const { digest, codec } = parseCid(await cidOf(module))
  const moduleHash: Hex = `0x${Buffer.from(nodeSha256(module)).toString('hex')}`
  const hashes = { moduleHash, moduleDigest: digest, configDigest: zero, codeRoot: zero }
  const version = { ...hashes, moduleCodec: codec, kind: 1, abiVersion: 1 }
  await client.publishVersion.andWait({ functionId, version })
  await client.setAlias.andWait({ functionId, alias: 'live', version: 1 })
  return functionId
}

function planOf(functionId: bigint) {
  return {
    functionId,
    aliasName: encodeAlias('live'),
    instances: 4,
    unitsEach: 1,
    perProvider: 4,
    regions: ANY_REGION,
    features: METERED,
    maxPrice: 200,
    minCompensation: 0,
    epochs: 5_000,
    dearer: false,
    renew: false,
    leastInstances: 0,
    tip: 0,
    minReputation: 0n,
  }
}

type Folder = { folder: string; chain: Chain; out: string; extra: string }

async function startWorker({ folder, chain, out, port, extra }: Folder & { port: number }) {
  const config = join(folder, 'worker.yaml')
  const lines = [`rpc: ${chain.url}`, `deployment: ${out}`, `dataDir: ${join(folder, 'worker')}`, 'pollMs: 200']
  writeFileSync(config, `${[...lines, `listen: 127.0.0.1:${port}`, extra].join('\n')}\n`)
  const process = await start({
    name: 'worker',
    command: NODE,
    args: [WORKER, '--config', config],
    env: { BOURSE_OPERATOR_KEY: accountKey(OPERATOR) },
    ready: /"address":"([^"]+)".*"event":"ready"/,
  })
  return { process, url: process.match?.[1] ?? '' }
}

async function startGateway({ folder, chain, out, extra }: Folder) {
  const config = join(folder, 'gateway.yaml')
  const lines = [
    `rpc: ${chain.url}`,
    `deployment: ${out}`,
    `content: ${join(folder, 'gateway')}`,
    'listen: 127.0.0.1:0',
  ]
  writeFileSync(config, `${[...lines, extra].join('\n')}\n`)
  const process = await start({
    name: 'gateway',
    command: NODE,
    args: [GATEWAY, '--config', config],
    env: { BOURSE_VOUCHER_KEY: accountKey(KEY) },
    ready: /gateway listening on (\S+)/,
  })
  return { process, url: process.match?.[1] ?? '' }
}
