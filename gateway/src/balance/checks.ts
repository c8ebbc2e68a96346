// Active health checks of the providers in use, so that a dead one is noticed, and a recovered one used, without a caller.
import type { MarketState } from '../market/state.ts'
import { endpointUrl } from '../upstream/endpoint.ts'
import type { Upstream } from '../upstream/http.ts'
import type { Peers } from './peer.ts'

const TIMEOUT_MS = 2_000

/** Asks each provider's `/healthz` once and tells its circuit. */
export async function checkHealth(
  upstream: Upstream,
  state: MarketState,
  peers: Peers,
  providers: readonly number[],
): Promise<void> {
  await Promise.all(
    providers.map(async (id) => {
      const peer = peers.of(id)
      peer.healthy = await isHealthy(upstream, state.providers.get(id)?.endpoint ?? '')
      if (peer.healthy) peer.circuit.reachable()
    }),
  )
}

async function isHealthy(upstream: Upstream, endpoint: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const answer = await upstream(endpointUrl(endpoint, '/healthz'), { method: 'GET', signal, maxBytes: 65_536 })
    return answer.status === 200
  } catch {
    // Unreachable, late, or no URL at all: all mean that it cannot be used.
    return false
  }
}
