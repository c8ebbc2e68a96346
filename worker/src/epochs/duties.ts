import type { Head } from '../chain/client.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../log.ts'

/** Something that is done after each look at the chain. */
export interface Duty {
  name: string
  work(head: Head): Promise<void>
}

/** What a provider does by transactions, one duty after the other. One that fails holds up no other. */
export class Duties {
  readonly #log: Logger
  readonly #duties: readonly Duty[]
  #working: Promise<void> | undefined

  constructor(log: Logger, duties: readonly Duty[]) {
    this.#log = log
    this.#duties = duties
  }

  /** Does what the head allows; a call while one is at work shares it. Never rejects. */
  work(head: Head): Promise<void> {
    this.#working ??= this.#work(head).finally(() => {
      this.#working = undefined
    })
    return this.#working
  }

  /** Resolves when nothing is being done. */
  async idle(): Promise<void> {
    await this.#working
  }

  async #work(head: Head): Promise<void> {
    for (const { name, work } of this.#duties) {
      try {
        await work(head)
      } catch (error) {
        this.#log.warn(`${name}.failed`, { reason: messageOf(error) })
      }
    }
  }
}
