import type { Outcome } from '@lambda-bourse/runtime'
import { type FunctionRequest, receiptDomain } from '@lambda-bourse/sdk'
import { createChainSide } from './assembly/chainSide.ts'
import type { Context } from './assembly/context.ts'
import { createDoor } from './assembly/door.ts'
import { createHosting } from './assembly/hosting.ts'
import { createJuror } from './assembly/jury.ts'
import { createLedger } from './assembly/ledger.ts'
import { createRequests } from './assembly/requests.ts'
import { ChainTime } from './chain/chainTime.ts'
import type { ChainClient, TransactionClient } from './chain/client.ts'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import type { WorkerSettings } from './config/settings.ts'
import type { Player } from './disputes/player.ts'
import type { EpochBook } from './epochs/epochBook.ts'
import { ConfigError, messageOf, StoreError } from './errors.ts'
import type { JuryClient } from './jury/client.ts'
import type { Logger } from './log.ts'
import { createSigner } from './receipts/signer.ts'
import type { RequestClient } from './requests/client.ts'
import { openStore, type Store } from './store/openStore.ts'
import type { ClosedEpoch } from './store/stateStore.ts'

export interface WorkerOptions {
  settings: WorkerSettings
  /** Operator key, 32 bytes. */
  key: Uint8Array
  chain: ChainClient
  transactions: TransactionClient
  /** Undefined where the market has no Requests. */
  requests?: RequestClient | undefined
  /** Undefined where the market has none. */
  jury?: JuryClient | undefined
  log: Logger
  clock?: Clock
  /** Another book than the honest one: for tests that catch liars. */
  createBook?: (last?: ClosedEpoch) => EpochBook
  /** Another player of disputes than the honest one: the same. */
  player?: Player
  /** Changes what came out of an execution before it is signed: the same. */
  alter?: (outcome: Outcome, request: FunctionRequest) => Outcome
  /** Changes what came out of a canary's sample before it is attested: the same. */
  alterSample?: (outcome: Outcome) => Outcome
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
  const clock = options.clock ?? systemClock
  const store = await openStore(settings.dataDir, identity, {
    capacity: settings.limits.storeBytes,
    // what was executed in the running epoch is answered for when that has ended
    holdMs: (parameters.liable + 1) * parameters.epochLength * 1000,
    now: clock.now,
    skip: settings.skipBatches,
  })
  const time = new ChainTime(clock, parameters)
  const domain = receiptDomain(parameters)
  try {
    await refuseOlderStore(chain, provider, store, settings.skipBatches)
    return await run({ ...options, clock, signer, parameters, provider, domain, store, time })
  } catch (error) {
    log.error('worker.not_started', { reason: messageOf(error) })
    await store.close(true)
    throw error
  }
}

async function run(context: Context): Promise<BourseWorker> {
  const { settings, provider, signer, store, time, log } = context
  const hosting = createHosting(context)
  const ledger = createLedger(context)
  const chainSide = createChainSide(context, hosting, ledger)
  const { watcher, duties, sender } = chainSide
  const { server, status, invoker } = createDoor(context, hosting, ledger, chainSide)
  const requests = createRequests(context, hosting, chainSide, invoker)
  const juror = createJuror(context, hosting, chainSide)
  const stop = async () => {
    log.info('stopping')
    await server.drain()
    sender.stop()
    await watcher.stop()
    await Promise.all([duties.idle(), requests?.idle(), juror?.idle(), chainSide.stopPlaying()])
    await ledger.batcher.drain()
    await Promise.all([server.close(), hosting.close()])
    await store.close(ledger.batcher.clean)
    log.info('stopped')
  }
  const poll = async () => {
    await watcher.poll()
    await Promise.all([duties.idle(), requests?.idle(), juror?.idle()])
  }

  let port: number
  try {
    await watcher.sync()
    await hosting.host.settled()
    port = await server.listen(settings.listen.host, settings.listen.port)
  } catch (error) {
    sender.stop()
    await Promise.all([duties.idle(), requests?.idle(), juror?.idle(), chainSide.stopPlaying()])
    await hosting.close()
    throw error
  }
  const { host } = settings.listen
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  watcher.start()
  log.info('ready', {
    address,
    provider,
    operator: signer.address,
    epoch: time.epoch,
    leases: hosting.leases.known().length,
  })
  return { provider, address, status, poll, stop }
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
