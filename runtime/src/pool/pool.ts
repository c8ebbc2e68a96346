import { availableParallelism } from 'node:os'
import { PoolClosedError, PoolOverloadedError } from '../errors.ts'
import type { InvokeOptions, Outcome } from '../outcome.ts'
import type { ProvableProgram } from '../provable/program.ts'
import type { ProvableInvokeOptions } from '../provable/sandbox.ts'
import type { AnyOptions, AnyProgram } from '../tiers.ts'
import { Executor } from './executor.ts'

export interface ExecutorPoolOptions {
  /** Threads at most; they are started when needed. Default: as many as the machine runs at once. */
  threads?: number
  /** Invocations that may wait for a thread. Default 1,000. */
  queueLimit?: number
  /** Longest an invocation may run, in ms, unless it says otherwise. Default 10,000. */
  deadlineMs?: number
  /** Programs each thread keeps ready. Default 64. */
  programsPerThread?: number
}

export interface PoolInvokeOptions extends InvokeOptions {
  /** Longest this invocation may run, in ms; waiting for a thread does not count. */
  deadlineMs?: number
}

/** For provable programs, whose own fuel is the default. */
export interface PoolProvableOptions extends ProvableInvokeOptions {
  /** Longest this invocation may run, in ms; waiting for a thread does not count. */
  deadlineMs?: number
}

export interface PoolStats {
  threads: number
  busy: number
  queued: number
  /** Threads that ended while the pool was open: deadlines and crashes. */
  lost: number
}

export interface Job {
  programId: number
  program: AnyProgram
  input: Uint8Array
  options: AnyOptions
  deadlineMs: number
  resolve(outcome: Outcome): void
  reject(error: Error): void
}

/**
 * Runs invocations in threads. An invocation that outlives its deadline, or whose thread dies, is rejected and leaves
 * no outcome; the pool starts another thread and goes on.
 *
 * @example
 * const pool = new ExecutorPool({ threads: 2, deadlineMs: 5_000 })
 * const outcome = await pool.invoke(program, body, { fuel: 1_000_000_000n })
 * await pool.close()
 */
export class ExecutorPool {
  readonly #options: Required<ExecutorPoolOptions>
  readonly #executors = new Set<Executor>()
  readonly #queue: Job[] = []
  readonly #programIds = new WeakMap<AnyProgram, number>()
  #nextProgramId = 1
  #lost = 0
  #closed = false

  /** @throws RangeError An option is no positive integer (`queueLimit` may be 0). */
  constructor(options: ExecutorPoolOptions = {}) {
    this.#options = {
      threads: options.threads ?? availableParallelism(),
      queueLimit: options.queueLimit ?? 1_000,
      deadlineMs: options.deadlineMs ?? 10_000,
      programsPerThread: options.programsPerThread ?? 64,
    }
    for (const [name, value] of Object.entries(this.#options)) checkPositive(name, value, name === 'queueLimit' ? 0 : 1)
  }

  /**
   * Runs a program once, in whichever thread is free; input is copied. For a provable program it is the request in its
   * canonical encoding, and `options.fuel` at most the program's own.
   *
   * @throws HostTimeoutError It ran longer than its deadline.
   * @throws HostFailureError Its thread died, or the host lacked memory.
   * @throws ModuleError The program cannot be initialised.
   * @throws PoolOverloadedError The queue is full.
   * @throws PoolClosedError The pool was closed before its turn.
   * @throws RangeError `deadlineMs` or `fuel` is out of range.
   */
  async invoke(program: ProvableProgram, request: Uint8Array, options: PoolProvableOptions): Promise<Outcome>
  async invoke(program: AnyProgram, input: Uint8Array, options: PoolInvokeOptions): Promise<Outcome>
  async invoke(
    program: AnyProgram,
    input: Uint8Array,
    options: PoolInvokeOptions | PoolProvableOptions,
  ): Promise<Outcome> {
    const { deadlineMs = this.#options.deadlineMs, ...rest } = options
    checkPositive('deadlineMs', deadlineMs, 1)
    if (this.#closed) throw new PoolClosedError()
    const idle = this.#idleExecutor(this.#idOf(program))
    if (!idle && this.#queue.length >= this.#options.queueLimit) {
      throw new PoolOverloadedError(this.#options.queueLimit)
    }
    return new Promise((resolve, reject) => {
      const job: Job = { programId: this.#idOf(program), program, input, options: rest, deadlineMs, resolve, reject }
      if (idle) idle.start(job)
      else this.#queue.push(job)
    })
  }

  get stats(): PoolStats {
    const executors = [...this.#executors]
    return {
      threads: executors.length,
      busy: executors.filter((executor) => executor.busy).length,
      queued: this.#queue.length,
      lost: this.#lost,
    }
  }

  /** Rejects what waits or runs, and ends all threads. */
  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#queue.splice(0)) job.reject(new PoolClosedError())
    await Promise.all([...this.#executors].map((executor) => executor.end()))
  }

  #idOf(program: AnyProgram): number {
    const known = this.#programIds.get(program)
    if (known !== undefined) return known
    const id = this.#nextProgramId++
    this.#programIds.set(program, id)
    return id
  }

  /** A free thread, best one that has the program; a new one where there is room. */
  #idleExecutor(programId: number): Executor | undefined {
    let idle: Executor | undefined
    for (const executor of this.#executors) {
      if (executor.busy) continue
      if (executor.has(programId)) return executor
      idle ??= executor
    }
    return idle ?? (this.#executors.size < this.#options.threads ? this.#start() : undefined)
  }

  #start(): Executor {
    const executor = new Executor({
      programs: this.#options.programsPerThread,
      onIdle: (idle) => this.#next(idle),
      onEnd: (ended) => this.#ended(ended),
    })
    this.#executors.add(executor)
    return executor
  }

  #next(executor: Executor): void {
    const job = this.#queue.shift()
    if (job) executor.start(job)
  }

  #ended(executor: Executor): void {
    this.#executors.delete(executor)
    if (this.#closed) return
    this.#lost++
    if (this.#queue.length > 0) this.#next(this.#start())
  }
}

/** Timers hold no more than 31 bits of ms. */
const MOST = 2 ** 31 - 1

function checkPositive(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST) return
  throw new RangeError(`${name} is ${value}, allowed is an integer from ${least} to ${MOST}`)
}
