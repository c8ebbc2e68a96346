// Puts the gateway's parts together. Chain, clock, HTTP client and log are arguments, so that tests bring their own.
import type { ReceiptDomain } from '@lambda-bourse/sdk'
import { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Address } from 'viem'
import { checkHealth } from './balance/checks.ts'
import type { CircuitOptions } from './balance/circuit.ts'
import { InUse } from './balance/in-use.ts'
import { Peers } from './balance/peer.ts'
import { ContentStore } from './content/store.ts'
import type { InvokeDependencies, InvokeLimits } from './invoke.ts'
import { ChainClock } from './market/clock.ts'
import { Follower } from './market/follower.ts'
import { pollForever } from './market/polling.ts'
import { liveLeases } from './market/queries.ts'
import type { MarketSource } from './market/source.ts'
import { accessLog } from './middleware/access-log.ts'
import { notFound, onError } from './middleware/on-error.ts'
import { preflight } from './middleware/preflight.ts'
import type { Payer } from './payment/payer.ts'
import { payRest } from './payment/rest.ts'
import { ReceiptChecker } from './receipts/check.ts'
import { functionsRoutes } from './routes/functions.ts'
import { healthRoutes } from './routes/health.ts'
import { invokeRoutes } from './routes/invoke.ts'
import { ipfsRoutes } from './routes/ipfs.ts'
import { type Listening, listen } from './server.ts'
import { httpUpstream, type Upstream } from './upstream/http.ts'

export type GatewayLimits = InvokeLimits & {
  /** Bytes of an invocation's body. */
  bodyBytes: number
  /** Bytes of one piece of content. */
  contentBytes: number
  /** Bytes of all content kept. */
  storeBytes: number
}

export const DEFAULT_LIMITS: GatewayLimits = {
  attempts: 3,
  attemptMs: 15_000,
  totalMs: 30_000,
  bodyBytes: 6 * 2 ** 20,
  responseBytes: 16 * 2 ** 20,
  contentBytes: 32 * 2 ** 20,
  storeBytes: 2 * 2 ** 30,
}

/** Between looks at whether a call's fuel is left to pay. */
const REST_MS = 1_000

export type GatewayOptions = {
  /** Where the market is read from. */
  source: MarketSource
  /** The Bourse whose receipts count. */
  domain: ReceiptDomain
  /** The second at which epoch 1 began. */
  genesis: number
  /** Seconds. */
  epochLength: number
  /** The block in which the contracts were deployed. */
  fromBlock: number
  /** The owner under whom bare function names are looked up. */
  namespace?: Address
  /** Folder for content; made if missing. */
  contentFolder: string
  log: Logger
  limits?: Partial<GatewayLimits>
  circuit?: CircuitOptions
  /** Milliseconds between looks at the chain. */
  pollMs?: number
  /** Milliseconds between health checks of providers in use. */
  healthMs?: number
  /** How providers are asked; by default over HTTP. */
  upstream?: Upstream
  /** This machine's clock, milliseconds. */
  now?: () => number
  /** Pays for metered leases; the gateway closes it. */
  payer?: Payer
}

export type Gateway = {
  /** Answers requests without a socket: `app.request('/f/hello/')`. */
  readonly app: Hono
  readonly follower: Follower
  /** Begins to follow the chain and to check providers, until `close`. */
  start(): void
  /** Serves on `host:port` (port 0: any free one). */
  listen(host: string, port: number): Promise<Listening>
  /** Lets running requests end, then stops everything. */
  close(): Promise<void>
}

/** Makes a gateway. It serves nothing of the market before `follower.poll()` or `start()` has read the chain. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, now = Date.now } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const store = await ContentStore.open(options.contentFolder, limits.storeBytes)
  const http = httpUpstream()
  const upstream = options.upstream ?? http.send
  const clock = new ChainClock(options.genesis, options.epochLength, now)
  const inUse = new InUse(undefined, now)
  const watched = () => providersOf(follower, inUse, clock)
  const follower = new Follower({ source: options.source, clock, fromBlock: options.fromBlock, watched, now })
  const peers = new Peers(options.circuit, now)
  const checker = new ReceiptChecker(options.domain, clock)
  const deps = { follower, clock, peers, checker, upstream, limits, log, now, payer: options.payer }
  const app = createApp(deps, { ...options, limits, store, inUse })
  const stop = new AbortController()
  const running: Promise<void>[] = []
  let listening: Listening | undefined
  return {
    app,
    follower,
    start() {
      const failed = (what: string) => (error: Error, pauseMs: number) =>
        log.warn({ message: error.message, pauseMs }, `${what} failed`)
      const { pollMs = 500, healthMs = 2_000 } = options
      running.push(pollForever(() => follower.poll(), pollMs, failed('reading the chain'), stop.signal))
      const check = () => checkHealth(upstream, follower.state, peers, watched())
      running.push(pollForever(check, healthMs, failed('health check'), stop.signal))
      const { payer } = options
      if (payer) {
        const rest = () => payRest(payer, upstream, follower.state)
        running.push(pollForever(rest, REST_MS, failed('paying the rest'), stop.signal))
      }
    },
    async listen(host, port) {
      listening = await listen((request) => app.fetch(request), host, port)
      return listening
    },
    async close() {
      await listening?.close()
      stop.abort()
      await Promise.all(running)
      if (options.payer) {
        await payRest(options.payer, upstream, follower.state).catch((error: Error) => log.warn(error.message))
        options.payer.close()
      }
      http.close()
    },
  }
}

type AppOptions = GatewayOptions & { limits: GatewayLimits; store: ContentStore; inUse: InUse }

function createApp(deps: InvokeDependencies, options: AppOptions): Hono {
  const { namespace, limits, store, inUse, log } = options
  const app = new Hono()
  app.onError(onError(log))
  app.notFound(notFound)
  app.use(accessLog(log))
  app.use(preflight())
  const onUse = (id: bigint) => inUse.touch(id)
  app.route('/f', invokeRoutes(deps, { namespace, bodyBytes: limits.bodyBytes, onUse }))
  app.route('/ipfs', ipfsRoutes({ ...deps, store, maxBytes: limits.contentBytes }))
  app.route('/v1/functions', functionsRoutes({ ...deps, namespace }))
  app.route('/healthz', healthRoutes(deps.follower, deps.clock))
  return app
}

/** Providers that hold live leases of functions in use. */
function providersOf(follower: Follower, inUse: InUse, clock: ChainClock): number[] {
  const providers = new Set<number>()
  for (const id of inUse.list()) {
    for (const alias of follower.state.functions.get(id)?.aliases.keys() ?? []) {
      for (const lease of liveLeases(follower.state, id, alias, clock.epoch())) providers.add(lease.provider)
    }
  }
  return [...providers]
}
