import { EpochBook } from '../epochs/epochBook.ts'
import { EpochGate } from '../epochs/epochGate.ts'
import { messageOf } from '../errors.ts'
import { Batcher } from '../receipts/batcher.ts'
import type { SealedBatch } from '../receipts/sealedBatch.ts'
import type { Context } from './context.ts'

const RECOVER_EVERY_MS = 1_000

/** Receipts on their way to the log, and what the epochs add up to. */
export interface Ledger {
  book: EpochBook
  gate: EpochGate
  batcher: Batcher
}

export function createLedger({
  createBook,
  settings,
  signer,
  provider,
  domain,
  store,
  time,
  clock,
  log,
}: Context): Ledger {
  const { limits } = settings
  const closed = store.state.lastEpoch()
  const book = createBook?.(closed) ?? new EpochBook(closed)
  book.replay(store.reader, store.position.nextNumber)
  const gate = new EpochGate(time, closed?.epoch ?? 0)
  const batcher = new Batcher({
    identity: { provider, domain, signer },
    writer: store.writer,
    position: store.position,
    maxReceipts: limits.batchReceipts,
    maxBytes: limits.batchBytes,
    lingerMs: limits.lingerMs,
    onDurable: (batch) => enter(book, batch),
    onFailure: (error) => log.error('log.failed', { reason: messageOf(error) }),
    onRecovered: (position) => {
      book.replay(store.reader, position.nextNumber)
      log.warn('log.recovered', { nextNumber: position.nextNumber })
    },
    pause: () => clock.sleep(RECOVER_EVERY_MS),
  })
  return { book, gate, batcher }
}

function enter(book: EpochBook, { row, executions }: SealedBatch): void {
  const shares = executions.map(({ lease, fuel, status, request, response }) => {
    return { lease, fuel, status, bytes: request.length + response.length }
  })
  book.add(row, shares)
}
