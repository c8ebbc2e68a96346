import { StoreError } from '../errors.ts'
import type { LogPosition } from '../store/receiptLog.ts'
import type { ReceiptWriter } from '../store/receiptWriter.ts'
import { type BatchIdentity, type Execution, type SealedBatch, sealBatch, wireReceipt } from './sealedBatch.ts'

export interface BatcherOptions {
  identity: BatchIdentity
  writer: ReceiptWriter
  position: LogPosition
  /** Most receipts of one batch. */
  maxReceipts: number
  /** Most recorded bytes of one batch. */
  maxBytes: number
  /** Longest a batch waits for more receipts, in ms. */
  lingerMs: number
  /** Called once for each batch when it is durable, before its receipts leave. */
  onDurable(batch: SealedBatch): void
  /** Called when the log failed and before it is recovered; `numbers` are then void. */
  onFailure(error: unknown): void
  /** Called with the position after a recovery. */
  onRecovered(position: LogPosition): void
  /** Waits before another try at recovering the log. */
  pause(): Promise<void>
}

interface Waiting {
  execution: Execution
  resolve(receipt: string): void
  reject(error: unknown): void
}

/**
 * Turns executions into receipts. What arrives while a batch is being made durable waits for the next one, and that one
 * waits, a little, for the callers who were just answered: under load each signature and fsync serves all of them, and
 * a lone caller waits for nothing but its own fsync.
 */
export class Batcher {
  readonly #options: BatcherOptions
  #position: LogPosition
  #queue: Waiting[] = []
  #scheduled = false
  #working = false
  #linger: NodeJS.Timeout | undefined
  /** Receipts that the next batch waits for, at most `lingerMs`. */
  #expected = 1
  #failed = false
  #idle: (() => void)[] = []

  constructor(options: BatcherOptions) {
    this.#options = options
    this.#position = { ...options.position }
  }

  /** Executions that wait for their receipt. */
  get waiting(): number {
    return this.#queue.length
  }

  /** False while the log cannot be written. */
  get healthy(): boolean {
    return !this.#failed
  }

  /** True when no signed batch is missing in the log. */
  get clean(): boolean {
    return !this.#working && !this.#failed
  }

  /**
   * Resolves to the `bourse-receipt` header once the receipt is durable.
   * @throws whatever the log threw; the execution has no receipt then.
   */
  add(execution: Execution): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ execution, resolve, reject })
      this.#schedule()
    })
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drain(): Promise<void> {
    while (this.#queue.length > 0 || this.#working) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled || this.#working || this.#queue.length === 0) return
    if (this.#queue.length < Math.min(this.#expected, this.#options.maxReceipts)) {
      this.#linger ??= setTimeout(() => this.#begin(), this.#options.lingerMs)
      return
    }
    this.#scheduled = true
    // After the loop's current round of socket events, so that all requests of the round share a batch.
    setImmediate(() => this.#begin())
  }

  #begin(): void {
    clearTimeout(this.#linger)
    this.#linger = undefined
    this.#scheduled = false
    if (!this.#working && this.#queue.length > 0) void this.#commit()
  }

  async #commit(): Promise<void> {
    this.#working = true
    const taken = this.#take()
    try {
      const { nextNumber, nextSequence, reservedThrough: allowed } = this.#position
      if (nextNumber > allowed)
        throw new StoreError(`batch number ${nextNumber} is not reserved: ${allowed} is the last`)
      const executions = taken.map((waiting) => waiting.execution)
      const batch = sealBatch(this.#options.identity, nextNumber, nextSequence, executions)
      const durable = this.#options.writer.append(batch.row)
      // The wire forms are made while the other thread waits for the disk.
      const receipts = taken.map((_, i) => wireReceipt(batch.row, batch.tree, i))
      const reservedThrough = await durable
      this.#position = { nextNumber: nextNumber + 1, nextSequence: nextSequence + taken.length, reservedThrough }
      this.#options.onDurable(batch)
      for (let i = 0; i < taken.length; i++) (taken[i] as Waiting).resolve(receipts[i] as string)
    } catch (error) {
      await this.#recover(error, taken)
    }
    this.#working = false
    this.#expected = this.#queue.length + taken.length
    this.#schedule()
    if (this.#queue.length === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** The number that failed may be signed and even stored: the log decides which, and skips the rest of the block. */
  async #recover(error: unknown, lost: readonly Waiting[]): Promise<void> {
    this.#failed = true
    this.#options.onFailure(error)
    for (const waiting of [...lost, ...this.#queue.splice(0)]) waiting.reject(error)
    while (this.#failed) {
      await this.#options.pause()
      for (const waiting of this.#queue.splice(0)) waiting.reject(error)
      try {
        this.#position = await this.#options.writer.recover()
        this.#options.onRecovered(this.#position)
        this.#failed = false
      } catch (again) {
        this.#options.onFailure(again)
      }
    }
  }

  /** Takes executions of the oldest waiting epoch, up to the limits; all receipts of a batch are of one epoch. */
  #take(): Waiting[] {
    let epoch = Number.POSITIVE_INFINITY
    for (const { execution } of this.#queue) epoch = Math.min(epoch, execution.epoch)
    const taken: Waiting[] = []
    const left: Waiting[] = []
    let bytes = 0
    for (const waiting of this.#queue) {
      const { request, response, transcript } = waiting.execution
      const size = request.length + response.length + transcript.length
      const fits =
        taken.length === 0 || (taken.length < this.#options.maxReceipts && bytes + size <= this.#options.maxBytes)
      if (waiting.execution.epoch === epoch && fits) {
        taken.push(waiting)
        bytes += size
      } else left.push(waiting)
    }
    this.#queue = left
    return taken
  }
}
