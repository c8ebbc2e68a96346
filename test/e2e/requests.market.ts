// A market with Requests on a Hardhat node: two providers, the auction's function, and contracts of the example.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import {
  ANY_REGION,
  type BourseActions,
  bourseActions,
  cidOf,
  type Deployment,
  encodeAlias,
  parseCid,
  requestedCode,
  signOperatorProof,
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
import { accountKey, type Chain, NODE, ROOT, start, startChain, WORKER } from './support/index.ts'

const DEVELOPER = 2
/** Owners and operators of the providers. */
const PROVIDERS = [
  [3, 4],
  [5, 6],
] as const
const MONEY = 10n ** 12n

export type AskingMarket = Awaited<ReturnType<typeof startAskingMarket>>

export async function startAskingMarket(epochLength: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-e2e-requests-'))
  const chain = await startChain()
  const deployment = await deploy(chain, epochLength)
  const out = join(folder, 'deployment.json')
  writeFileSync(
    out,
    JSON.stringify(deployment, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
  )
  const client = (index: number) => clientOf(chain, deployment, index)
  const developer = client(DEVELOPER)
  const { token } = deployment
  for (const index of [DEVELOPER, ...PROVIDERS.map(([owner]) => owner)]) await fund(client(0), client(index), token)
  for (const [owner, operator] of PROVIDERS) await sell(client(owner), deployment, operator)
  const module = readFileSync(join(ROOT, 'examples/auction/module.wasm'))
  const { functionId, moduleHash } = await publish(developer, module)
  const { event } = await developer.openDeal.andWait({ plan: planOf(functionId) })
  return {
    chain,
    deployment,
    module,
    client,
    developer,
    deal: event.deal,
    code: requestedCode({ functionId, version: 1, moduleHash }),
    owners: PROVIDERS.map(([owner]) => privateKeyToAccount(accountKey(owner)).address),
    /** Deploys a contract of the examples. */
    deployExample: (path: string, args: unknown[]) => deployExample(developer, path, args),
    startWorker: (index: 0 | 1, extra = '') => startWorker({ folder, chain, out, index, extra }),
    async stop() {
      await chain.process.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Client = ReturnType<typeof clientOf> & BourseActions

function clientOf(chain: Chain, deployment: Deployment, index: number) {
  return walletOf(chain, index).extend((client) => bourseActions({ deployment })(client))
}

function walletOf(chain: Chain, index: number) {
  return createWalletClient({
    account: privateKeyToAccount(accountKey(index)),
    chain: hardhat,
    transport: http(chain.url),
    pollingInterval: 50,
  }).extend(publicActions)
}

/** Token, registry, Bourse, Requests and lens, one transaction each: Requests' address is known before. */
async function deploy(chain: Chain, epochLength: number): Promise<Deployment> {
  const hre = await createHardhatRuntimeEnvironment({}, {}, ROOT)
  const owner = walletOf(chain, 0)
  const { address: from } = owner.account
  let nonce = BigInt(await owner.getTransactionCount({ address: from }))
  const create = async (name: string, args: unknown[]): Promise<Address> => {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name)
    const address = getContractAddress({ from, nonce: nonce++ })
    const hash = await owner.deployContract({ abi: abi as Abi, bytecode: bytecode as Hex, args })
    await owner.waitForTransactionReceipt({ hash })
    return address
  }
  const { number: block } = await owner.getBlock()
  const token = await create('USDC', [from])
  const limits = { epochLength, grace: 2, window: 2, game: 2, absence: 8, compensated: 2, baseStake: 1_000_000 }
  const config = { token, owner: from, ...limits }
  const registry = await create('FunctionRegistry', [])
  const requests = getContractAddress({ from, nonce: nonce + 1n })
  const modules = { registry, requests, faults: zeroAddress, disputes: zeroAddress, vouchers: zeroAddress }
  const bourse = await create('Bourse', [config, modules])
  await create('Requests', [bourse])
  const lens = await create('BourseLens', [bourse])
  const [, genesis] = await owner.readContract({
    abi: parseAbi([
      'struct Config { address token; address owner; uint32 a; uint16 b; uint16 c; uint16 d; uint8 e; uint8 f; uint48 g; }',
      'function config() view returns (Config, uint64)',
    ]),
    address: lens,
    functionName: 'config',
  })
  return { chainId: hardhat.id, block, genesis, token, bourse, lens, registry, requests, config }
}

async function fund(minter: Client, client: Client, token: Address): Promise<void> {
  const { address } = client.account
  const abi = parseAbi(['function mint(address to, uint256 value)'])
  const hash = await minter.writeContract({ abi, address: token, functionName: 'mint', args: [address, MONEY] })
  await minter.waitForTransactionReceipt({ hash })
  await client.approveToken.andWait({ amount: MONEY })
  await client.deposit.andWait({ beneficiary: address, amount: MONEY })
}

async function sell(client: Client, market: Deployment, operatorIndex: number): Promise<void> {
  const operator = privateKeyToAccount(accountKey(operatorIndex))
  const encryptionKey: Hex = `0x${'0e'.repeat(32)}`
  const operatorSignature = await signOperatorProof(operator, { owner: client.account.address, encryptionKey, market })
  const endpoint = 'http://127.0.0.1:1'
  await client.registerProvider.andWait({ operator: operator.address, encryptionKey, endpoint, operatorSignature })
  const terms = { price: 100, compensation: 50, units: 100, region: 0, features: 0, minEpochs: 1, until: 100_000 }
  await client.postOffer.andWait({ terms })
}

async function publish(client: Client, module: Uint8Array): Promise<{ functionId: bigint; moduleHash: Hex }> {
  const { event } = await client.registerFunction.andWait({ name: 'rank-bids' })
  const functionId = event.id
  const zero: Hex = `0x${'00'.repeat(32)}`
  const { digest, codec } = parseCid(await cidOf(module))
  const moduleHash: Hex = `0x${Buffer.from(nodeSha256(module)).toString('hex')}`
  const hashes = { moduleHash, moduleDigest: digest, configDigest: zero, codeRoot: zero }
  await client.publishVersion.andWait({
    functionId,
    version: { ...hashes, moduleCodec: codec, kind: 1, abiVersion: 1 },
  })
  await client.setAlias.andWait({ functionId, alias: 'live', version: 1 })
  return { functionId, moduleHash }
}

function planOf(functionId: bigint) {
  return {
    functionId,
    aliasName: encodeAlias('live'),
    instances: 2,
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
}

/** The compiler that the contracts are compiled with, on one file and what it imports. */
function compileExample(path: string): { abi: Abi; bytecode: Hex } {
  const solc = createRequire(import.meta.url)('solc') as {
    compile(input: string, callbacks: { import(path: string): { contents: string } }): string
  }
  const input = {
    language: 'Solidity',
    sources: { [path]: { content: readFileSync(join(ROOT, path), 'utf8') } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const read = (imported: string) => ({ contents: readFileSync(join(ROOT, imported), 'utf8') })
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as {
    errors?: { severity: string; formattedMessage: string }[]
    contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>
  }
  const failed = output.errors?.find(({ severity }) => severity === 'error')
  if (failed) throw new Error(failed.formattedMessage)
  const contract = output.contracts[path]?.[posix.basename(path, '.sol')]
  if (!contract) throw new Error(`${path} holds no contract of its name`)
  return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` }
}

async function deployExample(client: Client, path: string, args: unknown[]): Promise<{ abi: Abi; address: Address }> {
  const { abi, bytecode } = compileExample(path)
  const hash = await client.deployContract({ abi, bytecode, args })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  if (!contractAddress) throw new Error(`${path} was not deployed`)
  return { abi, address: contractAddress }
}

type WorkerStart = { folder: string; chain: Chain; out: string; index: 0 | 1; extra: string }

async function startWorker({ folder, chain, out, index, extra }: WorkerStart) {
  const config = join(folder, `worker-${index}.yaml`)
  const lines = [
    `rpc: ${chain.url}`,
    `deployment: ${out}`,
    `dataDir: ${join(folder, `worker-${index}`)}`,
    'pollMs: 200',
  ]
  writeFileSync(config, `${[...lines, 'listen: 127.0.0.1:0', extra].join('\n')}\n`)
  const process = await start({
    name: `worker ${index}`,
    command: NODE,
    args: [WORKER, '--config', config],
    env: { BOURSE_OPERATOR_KEY: accountKey(PROVIDERS[index][1]) },
    ready: /"address":"([^"]+)".*"event":"ready"/,
  })
  return { process, url: process.match?.[1] ?? '' }
}
