import { decodeWire } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { Batcher, type BatcherOptions } from '../../src/receipts/batcher.ts'
import type { BatchRow, LogPosition } from '../../src/store/receiptLog.ts'
import type { ReceiptWriter } from '../../src/store/receiptWriter.ts'
import { executionOf, identity } from '../support/executions.ts'

/** A log in memory whose commits the test lets through, or not. */
class ManualWriter implements ReceiptWriter {
  readonly rows: BatchRow[] = []
  readonly signed: number[] = []
  failures = 0
  recoveries = 0
  auto = true
  #pending: (() => void)[] = []

  async recover(): Promise<LogPosition> {
    this.recoveries++
    const last = Math.max(1024, ...this.signed)
    return {
      nextNumber: last + 1,
      nextSequence: 1 + this.rows.reduce((n, row) => n + row.count, 0),
      reservedThrough: last + 1024,
    }
  }

  async append(row: BatchRow): Promise<number> {
    this.signed.push(row.number)
    if (!this.auto) await new Promise<void>((resolve) => this.#pending.push(resolve))
    if (this.failures-- > 0) throw new Error('disk full')
    this.rows.push(row)
    return 1 << 30
  }

  async close() {}

  release(): void {
    for (const resolve of this.#pending.splice(0)) resolve()
  }
}

describe('batcher', () => {
  let writer: ManualWriter
  let failures: unknown[]

  const create = (options: Partial<BatcherOptions> = {}) =>
    new Batcher({
      identity: identity(),
      writer,
      position: { nextNumber: 1, nextSequence: 1, reservedThrough: 1024 },
      maxReceipts: 256,
      maxBytes: 1 << 20,
      lingerMs: 2,
      onDurable: () => undefined,
      onFailure: (error) => failures.push(error),
      onRecovered: () => undefined,
      pause: async () => undefined,
      ...options,
    })

  beforeEach(() => {
    writer = new ManualWriter()
    failures = []
  })

  it('RCP-3 lets no receipt leave before its batch is durable', async () => {
    writer.auto = false
    const batcher = create()
    let left = false
    const receipt = batcher.add(executionOf()).then(() => {
      left = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(writer.signed).to.deep.equal([1])
    expect(left).to.equal(false)
    writer.release()
    await receipt
    expect(left).to.equal(true)
  })

  it('RCP-2 signs once for all that arrive while a batch is on its way to the disk', async () => {
    writer.auto = false
    const batcher = create()
    const first = batcher.add(executionOf())
    await new Promise((resolve) => setTimeout(resolve, 10))
    const rest = Array.from({ length: 20 }, (_, i) => batcher.add(executionOf({ body: `${i}`, lease: 256 + i })))
    writer.release()
    await first
    writer.auto = true
    await Promise.all(rest)
    expect(writer.rows.map((row) => row.count)).to.deep.equal([1, 20])
    expect(writer.rows.map((row) => row.firstSequence)).to.deep.equal([1, 2])
  })

  it('holds at most the allowed receipts and bytes in a batch, and numbers them without gaps', async () => {
    const batcher = create({ maxReceipts: 4, maxBytes: 100 })
    const receipts = await Promise.all(
      Array.from({ length: 30 }, (_, i) => batcher.add(executionOf({ body: `${i}`.padEnd(10) }))),
    )
    expect(Math.max(...writer.rows.map((row) => row.count))).to.be.at.most(4)
    expect(writer.rows.map((row) => row.number)).to.deep.equal(writer.rows.map((_, i) => i + 1))
    const sequences = receipts.map((receipt) => Number(decodeWire(receipt).receipt.sequence))
    expect(sequences).to.deep.equal(Array.from({ length: 30 }, (_, i) => i + 1))
  })

  it('takes an execution that is larger than a batch may be, alone', async () => {
    const batcher = create({ maxBytes: 10 })
    await Promise.all([batcher.add(executionOf({ body: 'x'.repeat(5000) })), batcher.add(executionOf())])
    expect(writer.rows.map((row) => row.count)).to.deep.equal([1, 1])
  })

  it('never mixes epochs in a batch', async () => {
    const batcher = create()
    await Promise.all([2, 1, 2, 1, 3].map((epoch) => batcher.add(executionOf({ epoch }))))
    expect(writer.rows.map((row) => [row.epoch, row.count])).to.deep.equal([
      [1, 2],
      [2, 2],
      [3, 1],
    ])
  })

  it('RCP-3 gives no receipt for a batch that could not be stored, and never signs its number again', async () => {
    writer.failures = 1
    const batcher = create()
    const outcomes = await Promise.allSettled([batcher.add(executionOf()), batcher.add(executionOf())])
    expect(outcomes.map((outcome) => outcome.status)).to.deep.equal(['rejected', 'rejected'])
    await batcher.drain()
    expect(batcher.healthy).to.equal(true)
    await batcher.add(executionOf())
    expect(writer.signed).to.deep.equal([1, 1025])
    expect(failures).to.have.length(1)
  })

  it('says that it is unhealthy while the log cannot be recovered', async () => {
    writer.failures = 1
    let resume: () => void = () => undefined
    const batcher = create({ pause: () => new Promise((resolve) => (resume = resolve)) })
    await Promise.allSettled([batcher.add(executionOf())])
    expect(batcher.healthy).to.equal(false)
    expect(batcher.clean).to.equal(false)
    resume()
    await batcher.drain()
    expect(batcher.healthy).to.equal(true)
  })
})
