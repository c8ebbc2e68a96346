import type { Clock } from '../clock.ts'

/** Who comes after others waits for them: all but one would pay for nothing. */
export class Turns {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #turnMs: number
  readonly #since = new Map<string, number>()

  /** @param turnMs for each one before */
  constructor(clock: Pick<Clock, 'monotonic'>, turnMs: number) {
    this.#clock = clock
    this.#turnMs = turnMs
  }

  /**
   * Whether it is our turn to do something that can be done since it was first asked about.
   * @param turn how many are before us; none when negative
   */
  isOurs(what: string, turn: number): boolean {
    const now = this.#clock.monotonic()
    const since = this.#since.get(what) ?? now
    this.#since.set(what, since)
    return now - since >= turn * this.#turnMs
  }

  /** What was asked about is over. */
  forget(...what: string[]): void {
    for (const one of what) this.#since.delete(one)
  }
}
