import { ExecutorPool } from '@lambda-bourse/runtime'
import { AliasBook } from '../leases/aliasBook.ts'
import { ContentSource } from '../leases/contentSource.ts'
import { Host } from '../leases/host.ts'
import { LeaseTable } from '../leases/leaseTable.ts'
import { type Preparer, ThreadPreparer } from '../leases/preparer.ts'
import type { Context } from './context.ts'

const FETCH_TIMEOUT_MS = 30_000

/** Leases, the versions they serve, and the threads that run them. */
export interface Hosting {
  leases: LeaseTable
  aliases: AliasBook
  host: Host
  content: ContentSource
  pool: ExecutorPool
  preparer: Preparer
  close(): Promise<void>
}

export function createHosting({ settings, chain, provider, domain, store, time, clock, log }: Context): Hosting {
  const { limits, peers } = settings
  const leases = new LeaseTable()
  const aliases = new AliasBook(chain)
  const preparer = new ThreadPreparer(limits.prepareMs)
  const pool = new ExecutorPool({ threads: limits.threads, queueLimit: limits.requests, deadlineMs: limits.deadlineMs })
  const content = new ContentSource({
    store: store.blocks,
    peers,
    maxBytes: limits.contentBytes,
    timeoutMs: FETCH_TIMEOUT_MS,
    log,
  })
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
    outputLimit: limits.outputBytes,
    queuePerInstance: limits.queuePerInstance,
    demanded: () => new Set(store.state.proofs.asks().flatMap((ask) => (ask.kind === 'demand' ? [ask.lease] : []))),
  })
  return {
    leases,
    aliases,
    host,
    content,
    pool,
    preparer,
    close: async () => {
      await Promise.all([pool.close(), preparer.close()])
    },
  }
}
