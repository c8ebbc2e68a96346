import { RUNTIME_VERSION } from '@lambda-bourse/runtime'
import { ContentRoutes } from '../http/content.ts'
import { RecordRoutes } from '../http/records.ts'
import { Routes } from '../http/routes.ts'
import { HttpServer } from '../http/server.ts'
import { Invoker } from '../invoke/invoker.ts'
import { ReceiptIndex } from '../store/receiptIndex.ts'
import type { ChainSide } from './chainSide.ts'
import type { Context } from './context.ts'
import type { Hosting } from './hosting.ts'
import type { Ledger } from './ledger.ts'

/** The HTTP server and what it tells of the worker. */
export interface Door {
  server: HttpServer
  status(): object
  invoker: Invoker
}

export function createDoor(context: Context, hosting: Hosting, ledger: Ledger, chainSide: ChainSide): Door {
  const till = chainSide.payment?.till
  const { settings, domain, store, time, clock, log } = context
  const { limits } = settings
  const { batcher } = ledger
  const index = new ReceiptIndex(store.reader, domain)
  const status = createStatus(context, hosting, ledger, chainSide, () => server.active)
  const invoker = new Invoker({
    host: hosting.host,
    gate: ledger.gate,
    time,
    batcher,
    pool: hosting.pool,
    clock,
    inlineFuel: BigInt(limits.inlineFuel),
    deadlineMs: limits.deadlineMs,
    till,
    alter: context.alter,
  })
  chainSide.demands.serveWith(invoker)
  const content = new ContentRoutes({ blocks: store.blocks, receipts: index, contentBytes: limits.contentBytes })
  const healthy = () => batcher.healthy
  const records = new RecordRoutes({
    log: store.reader,
    index,
    store: store.state,
    prover: chainSide.prover,
    status,
    healthy,
  })
  const server = new HttpServer({
    routes: new Routes({ invoker, content, records, till, bodyBytes: limits.bodyBytes }),
    log,
    maxRequests: limits.requests,
    maxConnections: limits.connections,
    bodyBytes: limits.bodyBytes,
    requestTimeoutMs: limits.requestMs,
  })
  return { server, status, invoker }
}

function createStatus(
  { settings, provider, signer, time, clock }: Context,
  { host, pool }: Hosting,
  { book, gate, batcher }: Ledger,
  { watcher, closer }: ChainSide,
  activeRequests: () => number,
): () => object {
  const began = clock.monotonic()
  return () => ({
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
    activeRequests: activeRequests(),
    pool: pool.stats,
    uptimeSeconds: Math.floor((clock.monotonic() - began) / 1000),
    leases: host.status(gate.current),
  })
}
