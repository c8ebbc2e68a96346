// Fetches content by CID from providers, any of whom may lie: bytes count when they hash to the CID.
import { verifyCid } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { Logger } from 'pino'
import type { MarketState } from '../market/state.ts'
import { endpointUrl } from '../upstream/endpoint.ts'
import type { Upstream } from '../upstream/http.ts'

/** Providers asked at most for one CID. */
const MAX_ASKED = 8
const TIMEOUT_MS = 5_000

export type FetchDependencies = { upstream: Upstream; log: Logger; maxBytes: number }

/**
 * Asks providers for content, those first who serve a version that it belongs to.
 * @returns The verified bytes; undefined when nobody has them.
 */
export async function fetchContent(
  deps: FetchDependencies,
  state: MarketState,
  epoch: number,
  cid: string,
): Promise<Uint8Array | undefined> {
  for (const endpoint of hosts(state, epoch, cid)) {
    try {
      const url = endpointUrl(endpoint, `/ipfs/${cid}`)
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const answer = await deps.upstream(url, { method: 'GET', signal, maxBytes: deps.maxBytes })
      if (answer.status !== 200) continue
      await verifyCid(cid, answer.body, nodeSha256)
      return answer.body
    } catch (error) {
      deps.log.debug({ endpoint, cid, message: (error as Error).message }, 'no content from this provider')
    }
  }
  return undefined
}

function hosts(state: MarketState, epoch: number, cid: string): string[] {
  const endpoints = new Set<string>()
  const add = (provider: number) => {
    const endpoint = state.providers.get(provider)?.endpoint
    if (endpoint) endpoints.add(endpoint)
  }
  for (const entry of state.functions.values()) {
    const uses = [...entry.versions.values()].some((version) => version.moduleCid === cid || version.configCid === cid)
    if (!uses) continue
    for (const deal of state.dealsOf.get(entry.id) ?? []) {
      for (const lease of deal.leases) if (lease.end > epoch) add(lease.provider)
    }
  }
  for (const provider of [...state.providers.values()].reverse()) if (provider.endEpoch === undefined) add(provider.id)
  return [...endpoints].slice(0, MAX_ASKED)
}
