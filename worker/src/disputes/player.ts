import { Worker } from 'node:worker_threads'
import type { ImageHeader, Move, Position, ProgramOutcome } from '@lambda-bourse/prover'
import type { ProgramConfig } from '../execution/prepare.ts'

/** An execution on trial: all that it follows from. */
export interface Subject {
  module: Uint8Array
  config: ProgramConfig
  /** Of the receipt. */
  imageHash: string
  /** As docs/receipts.md encodes it. */
  request: Uint8Array
  /** Start of the receipt's epoch, nanoseconds since 1970. */
  timeNs: bigint
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

/** What a challenge begins with. */
export interface Opening {
  image: ImageHeader
  /** Siblings of the node over the request, before it is written. */
  window: bigint[]
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

export type Reply = { seconds: number } & ({ opening: Opening } | ComputedMove | { error: string })

/** Computes moves. */
export interface Player {
  /** @throws Error with the reason why the execution could not be repeated */
  move(question: Omit<Extract<Question, { kind: 'move' }>, 'kind'>): Promise<ComputedMove & { seconds: number }>
  /** @throws Error the same */
  opening(id: string, subject: Subject): Promise<Opening & { seconds: number }>
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
    const { opening, seconds } = (await this.#turn({ kind: 'opening', id, subject })) as Extract<
      Reply,
      { opening: Opening }
    >
    return { ...opening, seconds }
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
