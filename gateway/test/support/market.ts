// A gateway over a fake chain and real fake workers: three providers, one function, one deal with a lease on each.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createGateway, type Gateway, type GatewayOptions } from '../../src/gateway.ts'
import type { MarketEventBody } from '../../src/market/events.ts'
import { EPOCH_LENGTH, FakeChain, GENESIS } from './chain.ts'
import { DOMAIN, type FakeWorker, fakeWorker, MODULE, ZERO } from './worker.ts'

export const OWNER = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
export const FUNCTION = 7n
/** Leases of deal 1 are 256, 257, 258, on providers 1, 2, 3. */
export const firstLease = 256

export type TestMarket = {
  readonly chain: FakeChain
  readonly workers: readonly [FakeWorker, FakeWorker, FakeWorker]
  readonly gateway: Gateway
  /** The epoch that the workers believe in. */
  epoch: number
  /** Moves the gateway's own clock (milliseconds). */
  sleep(ms: number): void
  request(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** Starts workers and gateway in epoch 5. */
export async function testMarket(options: Partial<GatewayOptions> = {}): Promise<TestMarket> {
  const chain = new FakeChain()
  let now = 0
  const epoch = () => market.epoch
  const workers = await Promise.all([1, 2, 3].map((provider) => fakeWorker({ provider, functionId: FUNCTION, epoch })))
  chain.mine(setup(workers), 5)
  const contentFolder = mkdtempSync(join(tmpdir(), 'bourse-gateway-'))
  const gateway = await createGateway({
    source: chain,
    domain: DOMAIN,
    genesis: GENESIS,
    epochLength: EPOCH_LENGTH,
    fromBlock: 0,
    namespace: OWNER,
    contentFolder,
    log: pino({ level: 'silent' }),
    now: () => now,
    ...options,
  })
  await gateway.follower.poll()
  const market: TestMarket = {
    chain,
    workers: workers as [FakeWorker, FakeWorker, FakeWorker],
    gateway,
    epoch: 5,
    sleep(ms) {
      now += ms
    },
    request: async (path, init) => gateway.app.request(path, init),
    async close() {
      await gateway.close()
      await Promise.all(workers.map((worker) => worker.close()))
      rmSync(contentFolder, { recursive: true })
    },
  }
  return market
}

function setup(workers: readonly FakeWorker[]): MarketEventBody[] {
  const providers = workers.flatMap(({ endpoint, operator }, index): MarketEventBody[] => [
    { type: 'ProviderRegistered', provider: index + 1, owner: OWNER, endpoint },
    { type: 'OperatorSet', provider: index + 1, operator: operator.address, fromEpoch: 1 },
  ])
  const leases = workers.map(
    (_, index): MarketEventBody => ({
      type: 'Leased',
      lease: firstLease + index,
      provider: index + 1,
      price: 100,
      instances: 1,
      start: 2,
      end: 50,
    }),
  )
  return [
    ...providers,
    { type: 'FunctionRegistered', functionId: FUNCTION, owner: OWNER, name: 'hello' },
    version(1),
    { type: 'AliasSet', functionId: FUNCTION, alias: 'live', number: 1, at: GENESIS },
    { type: 'DealOpened', deal: 1, functionId: FUNCTION, alias: 'live' },
    ...leases,
  ]
}

/** Publishes a version whose module has the same hash as all others here. */
export const version = (number: number, imageHash = ZERO): MarketEventBody => ({
  type: 'VersionPublished',
  functionId: FUNCTION,
  number,
  moduleHash: MODULE,
  imageHash,
  moduleCid: 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4',
  configCid: '',
})
