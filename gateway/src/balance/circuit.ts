export type CircuitOptions = {
  /** Failures in a row that open it. */
  failures: number
  /** Milliseconds until a first trial after it opened; doubles with each trial that fails. */
  pauseMs: number
  maxPauseMs: number
  /** Milliseconds for which a lie opens it. */
  lieMs: number
}

export const CIRCUIT_DEFAULTS: CircuitOptions = { failures: 3, pauseMs: 1_000, maxPauseMs: 30_000, lieMs: 60_000 }

/** A circuit breaker of one provider (M. Nygard, Release It!): closed, open, and half open for one trial at a time. */
export class Circuit {
  readonly #options: CircuitOptions
  readonly #now: () => number
  #failures = 0
  #opened = 0
  #openUntil = 0
  #lieUntil = 0
  #trial = false

  constructor(options: CircuitOptions = CIRCUIT_DEFAULTS, now: () => number = Date.now) {
    this.#options = options
    this.#now = now
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#openUntil === 0) return 'closed'
    return this.#now() < this.#openUntil || this.#trial ? 'open' : 'half-open'
  }

  /** A request is about to be sent. In the half-open state it is the one trial. */
  attempt(): void {
    if (this.state === 'half-open') this.#trial = true
  }

  succeeded(): void {
    this.#failures = 0
    this.#opened = 0
    this.#openUntil = 0
    this.#trial = false
  }

  failed(): void {
    this.#failures++
    if (!this.#trial && this.#failures < this.#options.failures) return
    const pause = Math.min(this.#options.maxPauseMs, this.#options.pauseMs * 2 ** this.#opened)
    this.#open(pause)
  }

  /** An answer that did not verify: the provider, not the network, is at fault. */
  lied(): void {
    this.#lieUntil = this.#now() + this.#options.lieMs
    this.#open(this.#options.lieMs)
  }

  /** The caller went away or chose not to wait: says nothing about the provider. */
  cancelled(): void {
    this.#trial = false
  }

  /** A health check succeeded: what was unreachable may be tried again. A lie is not forgiven so. */
  reachable(): void {
    if (this.#openUntil > 0 && this.#now() >= this.#lieUntil) this.#openUntil = Math.min(this.#openUntil, this.#now())
  }

  #open(pauseMs: number): void {
    this.#opened = Math.min(this.#opened + 1, 16)
    this.#openUntil = Math.max(this.#openUntil, this.#now() + pauseMs)
    this.#trial = false
  }
}
