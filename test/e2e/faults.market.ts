// A market with Faults on a Hardhat node, providers of which each can lie in its own way, and watchers.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cidOf, encodeVersionConfig } from '@lambda-bourse/sdk'
import type { Abi, Address, Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Lie } from './cheat/books.ts'
import {
  accountKey,
  BOURSE,
  type Client,
  freePort,
  NODE,
  planOf,
  ROOT,
  type RunningProcess,
  type Stage,
  start,
  startStage,
  until,
} from './support/index.ts'

/** Long enough that only these tests move the clock. */
export const EPOCH = 600
/** D, epochs. */
export const ANSWER = 2
const RULES = { grace: 2, window: 4, game: 4, absence: 3, compensated: 3, baseStake: 10 ** 8, answerEpochs: ANSWER }
const DEVELOPER = 1
/** The version publishes samples: each epoch's canary shows what came out of one of them. */
const SAMPLE = { method: 'POST', target: '/', contentType: 'text/plain' }
const CONFIG = encodeVersionConfig({ samples: ['one', 'two', 'three'].map((body) => ({ ...SAMPLE, body })) })

export type FaultsMarket = Awaited<ReturnType<typeof startFaultsMarket>>

export async function startFaultsMarket() {
  const stage = await startStage('faults', { epochLength: EPOCH, ...RULES })
  const { chain, folder, path } = stage
  const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
  await stage.fund(DEVELOPER)
  const { functionId } = await stage.publish(DEVELOPER, 'echo', module, CONFIG)
  return {
    ...stage,
    developer: stage.client(DEVELOPER),
    pass: (epochs: number) => chain.increaseTime(EPOCH * epochs),
    /** A provider of its own, with one lease from the next epoch on, and its worker as a process. */
    async provider(lie: Lie, options: { isReachable?: boolean } = {}) {
      return startProvider({ ...stage, module, functionId }, lie, options.isReachable ?? true)
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
  }
}

/** Deploys a contract of contracts/mocks. */
export async function deployContract(client: Client, name: string, args: readonly unknown[]): Promise<Address> {
  const file = join(ROOT, `artifacts/contracts/mocks/${name}.sol/${name}.json`)
  const { abi, bytecode } = JSON.parse(readFileSync(file, 'utf8')) as { abi: Abi; bytecode: Hex }
  const hash = await client.deployContract({ abi, bytecode, args })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  return contractAddress as Address
}

type World = Stage & { module: Uint8Array; functionId: bigint }

let providers = 0

async function startProvider(world: World, lie: Lie, isReachable: boolean) {
  const { chain, folder, path, module, functionId, client } = world
  const index = 2 + 2 * providers++
  // the node's own accounts are twenty
  for (const one of [index, index + 1]) {
    const { address } = privateKeyToAccount(accountKey(one))
    await chain.rpc('hardhat_setBalance', [address, '0xffffffffffffffffffff'])
  }
  await world.fund(index)
  const key = accountKey(index + 1)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const sale = { owner: index, operator: index + 1, ...(isReachable && { endpoint: url }), terms: { units: 10 } }
  const { provider, offer } = await world.sell(sale)
  const { event } = await client(DEVELOPER).openDeal.andWait({ plan: planOf(functionId), hints: [offer] })
  const lease = event.deal * 256
  const home = join(folder, `provider-${provider}`)
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
    id: provider,
    lease,
    url,
    home,
    /** Receipts that callers were given. */
    receipts,
    /** Receipts that a liar gave to somebody else. */
    others: join(home, 'data/others'),
    owner: client(index),
    operator: privateKeyToAccount(key).address,
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
