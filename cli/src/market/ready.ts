// Whether providers host what they were leased for.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../core/context.ts'
import type { Market } from './open.ts'

const EVERY_MS = 200

type Lease = { readonly lease: number; readonly provider: number }

/**
 * Waits until every lease's provider says that it can serve, or until time is up, which is no error: leases are owed
 * from the next epoch on.
 * @returns How many leases are ready.
 */
export async function waitUntilReady(
  context: Context,
  market: Market,
  leases: readonly Lease[],
  version: number,
  timeoutMs: number,
): Promise<number> {
  if (leases.length === 0 || timeoutMs === 0) return 0
  const endpoints = await Promise.all(leases.map(({ provider }) => market.bourse.getProvider({ provider })))
  const end = Date.now() + timeoutMs
  return context.progress.step('Waiting for providers to be ready', async (update) => {
    for (;;) {
      const states = await Promise.all(
        leases.map(({ lease }, index) => readiness(endpoints[index]?.endpoint ?? '', lease, version)),
      )
      const ready = states.filter((state) => state.ready).length
      if (ready === leases.length) return ready
      if (Date.now() > end) {
        context.progress.warn(
          `${leases.length - ready} of ${leases.length} leases are not ready yet; \`bourse status\` shows them`,
        )
        for (const [index, { reason }] of states.entries()) {
          if (reason) context.progress.warn(`provider ${leases[index]?.provider} says: ${reason}`)
        }
        return ready
      }
      update(`${ready} of ${leases.length}`)
      await sleep(EVERY_MS)
    }
  })
}

/** What a worker says of a lease; `reason` is its own text, for a version that it cannot host. */
type Readiness = { ready: boolean; reason?: string | undefined }
type LeaseStatus = { lease: number; ready: boolean; version?: number; reason?: string }

async function readiness(endpoint: string, lease: number, version: number): Promise<Readiness> {
  try {
    const response = await fetch(`${endpoint.replace(/\/+$/, '')}/v1/status`, { signal: AbortSignal.timeout(2_000) })
    const status = (await response.json()) as { leases?: LeaseStatus[] }
    const found = status.leases?.find((one) => one.lease === lease)
    const isOurs = found?.version === undefined || found.version === version
    return { ready: found?.ready === true && isOurs, reason: isOurs ? found?.reason : undefined }
  } catch {
    // Not there yet, or not reachable from here: not ready, as far as anyone can tell.
    return { ready: false }
  }
}
