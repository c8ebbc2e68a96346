import { Worker } from 'node:worker_threads'
import type { AnyProgram } from '@lambda-bourse/runtime'
import { VersionRefusedError } from '../errors.ts'
import type { VersionSpec } from '../execution/prepare.ts'

/** A module ready to run. */
export interface Prepared {
  program: AnyProgram
  /** How long instantiating and initialising took, in ms: it holds up whoever does it. */
  initialiseMs: number
}

export interface PrepareReply {
  prepared?: Prepared
  error?: string
  /** Every try will end so. */
  isFinal?: boolean
}

/** Makes versions ready to run. */
export interface Preparer {
  /**
   * @throws VersionRefusedError with the reason why no host can serve it.
   * @throws Error with the reason why it was not prepared now: it took too long, this host lacks memory.
   */
  prepare(source: Uint8Array, spec: VersionSpec): Promise<Prepared>
  close(): Promise<void>
}

/** Prepares in a thread of its own, one version at a time: a compile bomb costs its own deadline and nobody else's. */
export class ThreadPreparer implements Preparer {
  readonly #deadlineMs: number
  #thread: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs
  }

  prepare(source: Uint8Array, spec: VersionSpec): Promise<Prepared> {
    const turn = this.#last.then(() => this.#run(source, spec))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async close(): Promise<void> {
    await this.#thread?.terminate()
  }

  async #run(source: Uint8Array, spec: VersionSpec): Promise<Prepared> {
    this.#thread ??= new Worker(new URL('./prepareThread.ts', import.meta.url), { resourceLimits: { stackSizeMb: 4 } })
    const thread = this.#thread
    thread.ref()
    try {
      const reply = await this.#ask(thread, { source, spec })
      if (reply.prepared !== undefined) return reply.prepared
      const reason = reply.error ?? 'the module was not prepared'
      throw reply.isFinal ? new VersionRefusedError(reason) : new Error(reason)
    } finally {
      thread.unref()
    }
  }

  #ask(thread: Worker, message: object): Promise<PrepareReply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => give(new Error(`preparing took more than ${this.#deadlineMs} ms`)),
        this.#deadlineMs,
      )
      const give = (error: Error) => {
        this.#thread = undefined
        void thread.terminate()
        settle(() => reject(error))
      }
      const settle = (act: () => void) => {
        clearTimeout(timer)
        // Only ours: the thread hears its own messages through listeners too.
        for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event)
        act()
      }
      thread.on('message', (reply: PrepareReply) => settle(() => resolve(reply)))
      thread.on('error', (error) =>
        give(new Error(`preparing failed: ${error instanceof Error ? error.message : error}`)),
      )
      thread.on('exit', () => give(new Error('the preparing thread ended')))
      thread.postMessage(message)
    })
  }
}
