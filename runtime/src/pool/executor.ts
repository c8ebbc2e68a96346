import { Worker } from 'node:worker_threads'
import { HostFailureError, HostTimeoutError } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import type { AnyProgram } from '../tiers.ts'
import { RecentKeys } from './lru.ts'
import { fromFailure, type ReadyMessage, type ReplyMessage } from './messages.ts'
import type { Job } from './pool.ts'

/** Native stack of a thread: more than the stack slots can fill (test/unit/stack.test.ts). */
const STACK_MB = 4

/**
 * One thread and the job it is at. When the thread ends, for whatever reason, the executor is of no more use.
 *
 * Jobs travel by postMessage, 23 us there and back; shared memory with Atomics takes 8 us before anything is encoded.
 * What comes here runs for a millisecond and more, so the plainer way was kept.
 */
export class Executor {
  readonly #worker: Worker
  readonly #programs: RecentKeys
  readonly #onIdle: (executor: Executor) => void
  #job: Job | undefined
  #ready = false
  #ended = false
  #watchdog: NodeJS.Timeout | undefined

  constructor(options: { programs: number; onIdle(executor: Executor): void; onEnd(executor: Executor): void }) {
    this.#programs = new RecentKeys(options.programs)
    this.#onIdle = options.onIdle
    this.#worker = new Worker(new URL('./thread.ts', import.meta.url), { resourceLimits: { stackSizeMb: STACK_MB } })
    this.#worker.on('message', (message: ReadyMessage | ReplyMessage) => {
      if ('ready' in message) this.#begin()
      else this.#reply(message)
    })
    this.#worker.on('error', (error) => this.#fail(new HostFailureError(`an executor thread died: ${error.message}`)))
    this.#worker.on('exit', () => {
      this.#fail(new HostFailureError('an executor thread ended'))
      options.onEnd(this)
    })
    this.#worker.unref()
  }

  /** True when it can take no job: it has one, or it is coming to its end. */
  get busy(): boolean {
    return this.#ended || this.#job !== undefined
  }

  has(programId: number): boolean {
    return this.#programs.has(programId)
  }

  start(job: Job): void {
    this.#job = job
    this.#worker.ref()
    if (this.#ready) this.#post(job)
  }

  /** The thread has booted. Only now does a deadline begin to count. */
  #begin(): void {
    this.#ready = true
    if (this.#job) this.#post(this.#job)
  }

  #post(job: Job): void {
    this.#watchdog = setTimeout(() => this.#expire(job), job.deadlineMs)
    const program: { program?: AnyProgram } = this.#programs.has(job.programId) ? {} : { program: job.program }
    const forget = this.#programs.use(job.programId)
    const { programId, input, options } = job
    this.#worker.postMessage({ programId, ...program, forget, input, options })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #reply(reply: ReplyMessage): void {
    const job = this.#finish()
    if (!job) return
    if ('outcome' in reply) job.resolve(reply.outcome as Outcome)
    else job.reject(fromFailure(reply.failure))
    this.#onIdle(this)
  }

  /** The thread cannot be asked to stop: a Wasm loop sees no messages. */
  #expire(job: Job): void {
    this.#fail(new HostTimeoutError(job.deadlineMs))
    void this.#worker.terminate()
  }

  #fail(error: Error): void {
    this.#ended = true
    this.#finish()?.reject(error)
  }

  #finish(): Job | undefined {
    const job = this.#job
    this.#job = undefined
    clearTimeout(this.#watchdog)
    this.#worker.unref()
    return job
  }
}
