import type { Clock } from '../../src/clock.ts'

/** A clock that stands still until the test moves it. */
export class FakeClock implements Clock {
  #ms = 0
  #sleeping: { ms: number; wake(): void } | undefined
  #announced: ((ms: number) => void) | undefined

  now(): number {
    return 1_700_000_000_000 + this.#ms
  }

  monotonic(): number {
    return this.#ms
  }

  advance(ms: number): void {
    this.#ms += ms
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      this.#sleeping = { ms, wake: resolve }
      this.#announced?.(ms)
      this.#announced = undefined
    })
  }

  /** How long the sleeper that sleeps now, or next, wants to. */
  nextSleep(): Promise<number> {
    if (this.#sleeping !== undefined) return Promise.resolve(this.#sleeping.ms)
    return new Promise((resolve) => {
      this.#announced = resolve
    })
  }

  /** Ends the sleep, as if its time had passed. */
  async wake(): Promise<void> {
    const sleeping = this.#sleeping
    this.#sleeping = undefined
    this.#ms += sleeping?.ms ?? 0
    sleeping?.wake()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
