import { type Tier, tierOf } from '@lambda-bourse/sdk'
import { Hono } from 'hono'
import type { Address } from 'viem'
import type { Peers } from '../balance/peer.ts'
import type { ChainClock } from '../market/clock.ts'
import type { Follower } from '../market/follower.ts'
import { aliasNow, liveLeases } from '../market/queries.ts'
import type { FunctionEntry, LeaseEntry } from '../market/state.ts'
import { resolveFunction } from '../resolve.ts'

export type FunctionsDependencies = {
  follower: Follower
  clock: ChainClock
  peers: Peers
  namespace: Address | undefined
}

/** `GET /v1/functions/<function>`: its aliases, and its live leases with how their providers do. */
export function functionsRoutes(deps: FunctionsDependencies): Hono {
  const app = new Hono()
  app.get('/:name', (context) => {
    const entry = resolveFunction(deps.follower.state, context.req.param('name'), deps.namespace)
    return context.json(describe(deps, entry))
  })
  return app
}

function describe(deps: FunctionsDependencies, entry: FunctionEntry) {
  const epoch = deps.clock.epoch()
  const aliases = [...entry.aliases.keys()].map((alias) => ({
    alias,
    version: aliasNow(entry, alias) ?? null,
    tier: tierNow(entry, alias),
    leases: liveLeases(deps.follower.state, entry.id, alias, epoch).map((lease) => describeLease(deps, lease)),
  }))
  return { id: String(entry.id), name: entry.name, owner: entry.owner, versions: entry.versions.size, epoch, aliases }
}

/** Of the version that an alias names now; null when it names none. */
function tierNow(entry: FunctionEntry, alias: string): Tier | null {
  const version = entry.versions.get(aliasNow(entry, alias) ?? 0)
  return version ? tierOf(version) : null
}

function describeLease({ follower, peers }: FunctionsDependencies, lease: LeaseEntry) {
  const peer = peers.of(lease.provider)
  return {
    lease: lease.id,
    provider: lease.provider,
    endpoint: follower.state.providers.get(lease.provider)?.endpoint ?? null,
    instances: lease.instances,
    price: lease.price,
    start: lease.start,
    end: lease.end,
    health: {
      healthy: peer.healthy ?? null,
      circuit: peer.circuit.state,
      latencyMs: Math.round(peer.latency.value * 10) / 10,
      inFlight: peer.inFlight,
      verified: peer.verified,
      failed: peer.failed,
      lies: peer.lies,
      lastFailure: peer.lastFailure ?? null,
    },
  }
}
