import { ExecutorPool, RUNTIME_VERSION } from '@lambda-bourse/runtime'
import { receiptDomain } from '@lambda-bourse/sdk'
import { ChainTime } from './chain/chainTime.ts'
import type { ChainClient, Head, MarketParameters, TransactionClient } from './chain/client.ts'
import { Sender } from './chain/sender.ts'
import { Watcher } from './chain/watcher.ts'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import type { WorkerSettings } from './config/settings.ts'
import { EpochCloser } from './epochs/closer.ts'
import { EpochBook } from './epochs/epochBook.ts'
import { EpochGate } from './epochs/epochGate.ts'
import { ConfigError, messageOf, StoreError } from './errors.ts'
import { ContentRoutes } from './http/content.ts'
import { RecordRoutes } from './http/records.ts'
import { Routes } from './http/routes.ts'
import { HttpServer } from './http/server.ts'
import { Invoker } from './invoke/invoker.ts'
import { AliasBook } from './leases/aliasBook.ts'
import { ContentSource } from './leases/contentSource.ts'
import { Host } from './leases/host.ts'
import { LeaseTable } from './leases/leaseTable.ts'
import { ThreadPreparer } from './leases/preparer.ts'
import type { Logger } from './log.ts'
import { Batcher } from './receipts/batcher.ts'
import type { SealedBatch } from './receipts/sealedBatch.ts'
import { createSigner } from './receipts/signer.ts'
import { openStore, type Store } from './store/openStore.ts'
import { ReceiptIndex } from './store/receiptIndex.ts'

export interface WorkerOptions {
  settings: WorkerSettings
  /** Operator key, 32 bytes. */
  key: Uint8Array
  chain: ChainClient
  transactions: TransactionClient
  log: Logger
  clock?: Clock
}

/** A running provider process, or one within another. */
export interface BourseWorker {
  /** Provider id. */
  readonly provider: number
  /** `http://host:port` it listens on. */
  readonly address: string
  /** JSON of `GET /v1/status`. */
  status(): object
  /** Reads the chain now, and closes, attests and settles what it allows. */
  poll(): Promise<void>
  /** Finishes what is on the way, and leaves the store clean. */
  stop(): Promise<void>
}

/**
 * Starts a worker: reads the chain, opens its store, hosts its leases, listens.
 * @throws ConfigError when the key belongs to no provider; StoreError when the store cannot be trusted; what the chain
 * client throws when the chain cannot be read.
 * @example
 * ```ts
 * const worker = await createWorker({ settings, key, chain, transactions, log })
 * await worker.stop()
 * ```
 */
export async function createWorker(options: WorkerOptions): Promise<BourseWorker> {
  const { settings, key, chain, log } = options
  const signer = createSigner(key)
  const parameters = await chain.parameters()
  const provider = await providerOf(chain, signer.address)
  const { chainId, bourse, genesis } = parameters
  const identity = `provider ${provider} of ${bourse} on chain ${chainId} since ${genesis}`
  const store = await openStore(settings.dataDir, identity, {
    capacity: settings.limits.storeBytes,
    skip: settings.skipBatches,
  })
  try {
    return await assemble({ ...options, clock: options.clock ?? systemClock }, store, parameters, provider, signer)
  } catch (error) {
    log.error('worker.not_started', { reason: messageOf(error) })
    await store.close(true)
    throw error
  }
}

async function providerOf(chain: ChainClient, operator: `0x${string}`): Promise<number> {
  const provider = await chain.providerOf(operator)
  if (provider === 0) {
    throw new ConfigError(`the operator key's address ${operator} is no provider's: register it first, or use its key`)
  }
  const state = await chain.provider(provider)
  if (state.operator.toLowerCase() !== operator.toLowerCase()) {
    throw new ConfigError(`the key's address is ${operator}, the operator of provider ${provider} is ${state.operator}`)
  }
  return provider
}

async function assemble(
  { settings, key, chain, transactions, log, clock }: WorkerOptions & { clock: Clock },
  store: Store,
  parameters: MarketParameters,
  provider: number,
  signer: ReturnType<typeof createSigner>,
): Promise<BourseWorker> {
  const { limits } = settings
  const domain = receiptDomain(parameters)
  const closed = store.state.lastEpoch()
  await refuseOlderStore(chain, provider, store, settings.skipBatches)
  const book = new EpochBook(closed)
  book.replay(store.reader, store.position.nextNumber)
  const time = new ChainTime(clock, parameters)
  const gate = new EpochGate(time, closed?.epoch ?? 0)
  const leases = new LeaseTable()
  const aliases = new AliasBook(chain)
  const content = new ContentSource({
    store: store.blocks,
    peers: settings.peers,
    maxBytes: limits.contentBytes,
    timeoutMs: 30_000,
    log,
  })
  const preparer = new ThreadPreparer(limits.prepareMs)
  const host = new Host({
    client: chain,
    leases,
    aliases,
    time,
    clock,
    log,
    provider,
    domain,
    content,
    blocks: store.blocks,
    preparer,
    fuelLimit: BigInt(limits.fuel),
    queuePerInstance: limits.queuePerInstance,
  })
  const pool = new ExecutorPool({ threads: limits.threads, queueLimit: limits.requests, deadlineMs: limits.deadlineMs })
  const batcher = new Batcher({
    identity: { provider, domain, signer },
    writer: store.writer,
    position: store.position,
    maxReceipts: limits.batchReceipts,
    maxBytes: limits.batchBytes,
    lingerMs: limits.lingerMs,
    onDurable: (batch) => record(book, batch),
    onFailure: (error) => log.error('log.failed', { reason: messageOf(error) }),
    onRecovered: (position) => {
      book.replay(store.reader, position.nextNumber)
      log.warn('log.recovered', { nextNumber: position.nextNumber })
    },
    pause: () => clock.sleep(1_000),
  })
  const sender = new Sender({
    client: transactions,
    store: store.state,
    key,
    chainId: parameters.chainId,
    clock,
    log,
    pollMs: Math.min(settings.pollMs, 1_000),
    waitMs: 5_000,
    repeatMs: 15_000,
    bumpMs: 120_000,
  })
  const closer = new EpochCloser({
    client: chain,
    transactions,
    sender,
    store: store.state,
    leases,
    book,
    gate,
    batcher,
    time,
    provider,
    grace: parameters.grace,
    settleEvery: settings.settleEvery,
    log,
  })
  const act = async (head: Head) => {
    await host.reconcile()
    closer.work(head).catch((error: unknown) => log.warn('epoch.failed', { reason: messageOf(error) }))
  }
  const watcher = new Watcher({
    client: chain,
    store: store.state,
    leases,
    aliases,
    time,
    parameters,
    provider,
    clock,
    log,
    pollMs: settings.pollMs,
    depth: settings.confirmations,
    span: settings.logSpan,
    onPolled: act,
  })
  const invoker = new Invoker({
    host,
    gate,
    time,
    batcher,
    pool,
    clock,
    inlineFuel: BigInt(limits.inlineFuel),
    deadlineMs: limits.deadlineMs,
  })
  const index = new ReceiptIndex(store.reader, domain)
  const began = clock.now()
  const status = () => ({
    provider,
    operator: signer.address,
    endpoint: settings.endpoint,
    runtimeVersion: RUNTIME_VERSION,
    epoch: time.epoch,
    block: watcher.block,
    chainConnected: watcher.connected,
    logHealthy: batcher.healthy,
    closedThrough: gate.closedThrough,
    attested: closer.attested,
    batches: book.lastNumber,
    executions: book.executions(gate.current),
    activeRequests: server.active,
    pool: pool.stats,
    uptimeSeconds: Math.floor((clock.now() - began) / 1000),
    leases: host.status(gate.current),
  })
  const records = new RecordRoutes({
    log: store.reader,
    index,
    store: store.state,
    status,
    healthy: () => batcher.healthy,
  })
  const server = new HttpServer({
    routes: new Routes({
      invoker,
      content: new ContentRoutes({ blocks: store.blocks, receipts: index, contentBytes: limits.contentBytes }),
      records,
      bodyBytes: limits.bodyBytes,
    }),
    log,
    maxRequests: limits.requests,
    maxConnections: limits.connections,
    bodyBytes: limits.bodyBytes,
    requestTimeoutMs: limits.requestMs,
  })

  await watcher.sync()
  await host.settled()
  const port = await server.listen(settings.listen.host, settings.listen.port)
  const address = `http://${settings.listen.host.includes(':') ? `[${settings.listen.host}]` : settings.listen.host}:${port}`
  watcher.start()
  log.info('ready', { address, provider, operator: signer.address, epoch: time.epoch, leases: leases.known().length })

  return {
    provider,
    address,
    status,
    poll: async () => {
      await watcher.poll()
      await closer.idle()
    },
    stop: async () => {
      log.info('stopping')
      await server.drain()
      sender.stop()
      await watcher.stop()
      await closer.idle()
      await batcher.drain()
      await Promise.all([server.close(), pool.close(), preparer.close()])
      await store.close(batcher.clean)
      log.info('stopped')
    },
  }
}

function record(book: EpochBook, { row, executions }: SealedBatch): void {
  book.add(
    row,
    executions.map(({ lease, fuel, status, request, response }) => {
      return { lease, fuel, status, bytes: request.length + response.length }
    }),
  )
}

/** More attestations than the store made mean an old copy of it, or a second worker with the same key. */
async function refuseOlderStore(chain: ChainClient, provider: number, { state }: Store, skip: number): Promise<void> {
  const { attested } = await chain.provider(provider)
  const own = state.closedCount()
  if (attested <= own + state.foreignAttestations) return
  if (skip === 0) {
    throw new StoreError(
      `${attested} epochs are attested, the store knows of ${own}: it is an old copy, or another process has this key. ` +
        'Batch numbers beyond the store may be signed already: start once with --skip-batches <more than that>',
    )
  }
  state.foreignAttestations = attested - own
}
