import type { LeaseEntry } from '../market/state.ts'
import type { Peer, Peers } from './peer.ts'

/** Differences in latency below this (milliseconds) are not worth sending everything to one provider. */
const FLOOR_MS = 20

/**
 * Orders leases by whom to ask first: open circuits and the unhealthy last, then running leases before those that start next epoch, then
 * least load (requests in flight per instance, times the latency in powers of two), then least recently used.
 * With every circuit open all are still tried: an answer is verified in any case.
 */
export function order(leases: readonly LeaseEntry[], peers: Peers, epoch: number): LeaseEntry[] {
  const ranked = leases.map((lease) => {
    const peer = peers.of(lease.provider)
    const shunned = peer.circuit.state === 'open' || peer.healthy === false
    const rank = [Number(shunned), Number(lease.start > epoch), load(lease, peer), peer.lastUsed]
    return { lease, rank }
  })
  return ranked.sort((a, b) => compare(a.rank, b.rank)).map((one) => one.lease)
}

function load(lease: LeaseEntry, peer: Peer): number {
  const slowness = 2 ** Math.floor(Math.log2(Math.max(peer.latency.value, FLOOR_MS) / FLOOR_MS))
  return ((peer.inFlight + 1) * slowness) / lease.instances
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] as number)
    if (difference !== 0) return difference
  }
  return 0
}
