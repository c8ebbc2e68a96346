import type { Hash } from 'viem'

/** A block that was read to its end. */
export type Checkpoint = { number: bigint; hash: Hash }

/** How far a reader has read: recent checkpoints, oldest first, so that it can find back after a reorganisation. */
export type LogCursor = readonly Checkpoint[]

const KEPT = 16

/**
 * Adds a checkpoint. Old ones are thinned: the distance between kept ones grows with their age, so that a few reach far
 * back.
 */
export function advance(cursor: LogCursor, next: Checkpoint): LogCursor {
  const kept = [...cursor.filter(({ number }) => number < next.number), next]
  if (kept.length <= KEPT) return kept
  // Drop the checkpoint whose neighbours are nearest to each other for their age; never the oldest nor the newest.
  let drop = 1
  let least = Number.POSITIVE_INFINITY
  for (let i = 1; i < kept.length - 1; i++) {
    const gap = Number((kept[i + 1]?.number ?? 0n) - (kept[i - 1]?.number ?? 0n))
    const age = Number(next.number - (kept[i]?.number ?? 0n))
    const weight = gap / age
    if (weight < least) [drop, least] = [i, weight]
  }
  return kept.filter((_, i) => i !== drop)
}
