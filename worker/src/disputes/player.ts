import { Worker } from 'node:worker_threads'
import type { ImageHeader, Move, Position, ProgramOutcome } from '@lambda-bourse/prover'
import type { CanaryChunks } from '@lambda-bourse/sdk'
import type { Hex } from '../chain/client.ts'
import type { ProgramConfig } from '../execution/prepare.ts'
import type { VersionConfig } from '../leases/versionConfig.ts'

/** An execution on trial: all that it follows from. */
export interface Subject {
  module: Uint8Array
  config: ProgramConfig
  /** Of the receipt, or of the version that a canary is of. */
  imageHash: string
  /** As docs/receipts.md encodes it. */
  request: Uint8Array
  /** Start of the epoch, nanoseconds since 1970. */
  timeNs: bigint
  /** Of a canary's sample: its fuel where that is less than the image's. */
  mostFuel?: bigint | undefined
}

/** A canary on trial: all that it follows from. */
export interface CanarySource {
  module: Uint8Array
  config: VersionConfig
  /** As registered; 32 zero bytes of an attested version. */
  imageHash: Hex
  /** Of the epoch, as docs/receipts.md derives it. */
  seed: Hex
  /** Of the epoch, seconds since 1970. */
  start: number
}

/** A canary drawn again, and what it is the hash of. */
export interface Showing {
  canary: Hex
  chunks: CanaryChunks
  /** What follows the chunks. */
  tail: Hex
}

export type Side = 'provider' | 'challenger'

/** What a thread is asked: a move, or what a challenge begins with. */
export type Question =
  | {
      kind: 'move'
      /** Of the game: its execution is kept between moves. */
      id: string
      side: Side
      subject: Subject
      position: Position
    }
  | { kind: 'opening'; id: string; subject: Subject }
  | { kind: 'showing'; source: CanarySource }

/** What a challenge begins with. */
export interface Opening {
  image: ImageHeader
  /** Siblings of the node over the request, before it is written. */
  window: bigint[]
  /** The fuel counter in the image's stack, and its siblings. */
  counter: bigint
  counterPath: bigint[]
  /** What the machine makes of the request. */
  outcome: ProgramOutcome
  steps: bigint
}

export interface ComputedMove {
  /** Undefined where the other side is right. */
  move: Move | undefined
  /** Why there is none. */
  reason: string | undefined
}

export type Answer = { opening: Opening } | { showing: Showing } | ComputedMove | { error: string }
export type Reply = { seconds: number } & Answer

/** Computes moves. */
export interface Player {
  /** @throws Error with the reason why the execution could not be repeated */
  move(question: Omit<Extract<Question, { kind: 'move' }>, 'kind'>): Promise<ComputedMove & { seconds: number }>
  /** @throws Error the same */
  opening(id: string, subject: Subject): Promise<Opening & { seconds: number }>
  /** @throws Error the same */
  showing(source: CanarySource): Promise<Showing & { seconds: number }>
  close(): Promise<void>
}

/** Memory of the thread's own heap, MiB: the machine's comes on top of it. */
const HEAP_MB = 512

/** Executes in one thread of its own, one question at a time: whoever serves meanwhile is not held up. */
export class ThreadPlayer implements Player {
  readonly #module: URL
  #thread: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #isClosed = false

  /** @param module what runs in the thread; tests that catch liars have their own */
  constructor(module: URL = new URL('./playerThread.ts', import.meta.url)) {
    this.#module = module
  }

  async move(question: Omit<Extract<Question, { kind: 'move' }>, 'kind'>): Promise<ComputedMove & { seconds: number }> {
    return (await this.#turn({ kind: 'move', ...question })) as ComputedMove & { seconds: number }
  }

  async opening(id: string, subject: Subject): Promise<Opening & { seconds: number }> {
    const reply = (await this.#turn({ kind: 'opening', id, subject })) as Extract<Reply, { opening: Opening }>
    return { ...reply.opening, seconds: reply.seconds }
  }

  async showing(source: CanarySource): Promise<Showing & { seconds: number }> {
    const reply = (await this.#turn({ kind: 'showing', source })) as Extract<Reply, { showing: Showing }>
    return { ...reply.showing, seconds: reply.seconds }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#thread?.terminate()
  }

  #turn(question: Question): Promise<Reply> {
    const turn = this.#last.then(() => this.#ask(question))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #ask(question: Question): Promise<Reply> {
    if (this.#isClosed) throw new Error('the player was closed')
    this.#thread ??= new Worker(this.#module, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: 4 } })
    const thread = this.#thread
    thread.ref()
    try {
      const reply = await this.#answer(thread, question)
      if ('error' in reply) throw new Error(reply.error)
      return reply
    } finally {
      thread.unref()
    }
  }

  #answer(thread: Worker, question: Question): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event)
        act()
      }
      const fail = (error: Error) => {
        this.#thread = undefined
        settle(() => reject(error))
      }
      thread.on('message', (reply: Reply) => settle(() => resolve(reply)))
      thread.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
      thread.on('exit', () => fail(new Error('the thread that plays ended')))
      thread.postMessage(question)
    })
  }
}
