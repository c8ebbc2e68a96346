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
        leases.map(({ lease }, index) => isReady(endpoints[index]?.endpoint ?? '', lease, version)),
      )
      const ready = states.filter(Boolean).length
      if (ready === leases.length) return ready
      if (Date.now() > end) {
        context.progress.warn(
          `${leases.length - ready} of ${leases.length} leases are not ready yet; \`bourse status\` shows them`,
        )
        return ready
      }
      update(`${ready} of ${leases.length}`)
      await sleep(EVERY_MS)
    }
  })
}

async function isReady(endpoint: string, lease: number, version: number): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint.replace(/\/+$/, '')}/v1/status`, { signal: AbortSignal.timeout(2_000) })
    const status = (await response.json()) as { leases?: { lease: number; ready: boolean; version?: number }[] }
    const found = status.leases?.find((one) => one.lease === lease)
    return found?.ready === true && (found.version === undefined || found.version === version)
  } catch {
    // Not there yet, or not reachable from here: not ready, as far as anyone can tell.
    return false
  }
}
