import type { DatabaseSync } from 'node:sqlite'

/**
 * Number of the last batch whose first sequence is at most `sequence`, 0 for none. Sequences grow with numbers, so this
 * is a binary search over the primary key, and batches need no second index to be written.
 */
export function batchNumberOf(db: DatabaseSync, sequence: number): number {
  const upTo = db.prepare('SELECT number, firstSequence FROM batch WHERE number <= ? ORDER BY number DESC LIMIT 1')
  const at = (number: number) => upTo.get(number) as { number: number; firstSequence: number } | undefined
  let low = 0
  let high = (db.prepare('SELECT max(number) AS n FROM batch').get() as { n: number | null }).n ?? 0
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((at(middle)?.firstSequence ?? 0) <= sequence) low = middle
    else high = middle - 1
  }
  return at(low)?.number ?? 0
}

/** Receipt hashes of the batches that begin after `sequence`. */
export function* leavesAfter(
  db: DatabaseSync,
  sequence: number,
): Generator<{ firstSequence: number; leaves: Uint8Array }> {
  const rows = db.prepare('SELECT firstSequence, leaves FROM batch WHERE number > ? ORDER BY number')
  for (const row of rows.iterate(batchNumberOf(db, sequence))) {
    yield row as { firstSequence: number; leaves: Uint8Array }
  }
}
