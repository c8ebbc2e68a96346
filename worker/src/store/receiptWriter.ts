import { Worker } from 'node:worker_threads'
import { StoreError } from '../errors.ts'
import { type BatchMessage, packBatch } from './batchMessage.ts'
import type { BatchRow, LogPosition } from './receiptLog.ts'

/** Appends batches durably. One call at a time. */
export interface ReceiptWriter {
  /** Brings the log to a state that can be appended to; see `ReceiptLog.recover`. */
  recover(skip?: number): Promise<LogPosition>
  /** Resolves, after the fsync, to the last reserved batch number. */
  append(row: BatchRow): Promise<number>
  /** @param clean true only when every number that was signed is in the log. */
  close(clean: boolean): Promise<void>
}

export type LogCommand =
  | { kind: 'append'; batch: BatchMessage }
  | { kind: 'recover'; skip: number }
  | { kind: 'close'; clean: boolean }

export interface LogReply {
  reservedThrough?: number
  position?: LogPosition
  error?: string
}

interface Waiting {
  resolve(reply: LogReply): void
  reject(error: Error): void
}

/** A `ReceiptWriter` over a thread that owns the file. */
export class ThreadedReceiptWriter implements ReceiptWriter {
  readonly #thread: Worker
  #waiting: Waiting | undefined
  #dead: Error | undefined

  constructor(path: string, identity: string) {
    this.#thread = new Worker(new URL('./logThread.ts', import.meta.url), { workerData: { path, identity } })
    this.#thread.on('message', (reply: LogReply) => this.#settle((waiting) => waiting.resolve(reply)))
    this.#thread.on('error', (error) => this.#fail(error instanceof Error ? error : new StoreError(String(error))))
    this.#thread.on('exit', () => this.#fail(new StoreError('the receipt log is closed')))
  }

  async recover(skip = 0): Promise<LogPosition> {
    return (await this.#ask({ kind: 'recover', skip })).position as LogPosition
  }

  async append(row: BatchRow): Promise<number> {
    return (await this.#ask({ kind: 'append', batch: packBatch(row) })).reservedThrough as number
  }

  async close(clean: boolean): Promise<void> {
    await this.#ask({ kind: 'close', clean })
  }

  async #ask(command: LogCommand): Promise<LogReply> {
    if (this.#dead !== undefined) throw this.#dead
    if (this.#waiting !== undefined) throw new StoreError('the receipt log takes one command at a time')
    const reply = await new Promise<LogReply>((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#thread.postMessage(command)
    })
    if (reply.error !== undefined) throw new StoreError(reply.error)
    return reply
  }

  #settle(act: (waiting: Waiting) => void): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting !== undefined) act(waiting)
  }

  #fail(error: Error): void {
    this.#dead ??= error
    this.#settle((waiting) => waiting.reject(error))
  }
}
