/** What tells the running epoch. */
export interface EpochSource {
  /** The chain's running epoch by the best knowledge at hand; 0 before the chain was read. */
  readonly epoch: number
}

/**
 * Gives each execution its epoch and knows which epochs still have executions on the way: once an epoch is closed, no
 * execution can enter it, and it is closed only when the last one has left.
 */
export class EpochGate {
  readonly #source: EpochSource
  readonly #inside = new Map<number, number>()
  #closedThrough: number
  #waiting: { through: number; resolve(): void }[] = []

  constructor(source: EpochSource, closedThrough: number) {
    this.#source = source
    this.#closedThrough = closedThrough
  }

  get closedThrough(): number {
    return this.#closedThrough
  }

  /** Epoch of an execution that begins now. */
  get current(): number {
    return Math.max(this.#source.epoch, this.#closedThrough + 1)
  }

  /** Enters the current epoch; `leave` must be called with the result, whatever happens. */
  enter(): number {
    const epoch = this.current
    this.#inside.set(epoch, (this.#inside.get(epoch) ?? 0) + 1)
    return epoch
  }

  leave(epoch: number): void {
    const left = (this.#inside.get(epoch) ?? 0) - 1
    if (left > 0) this.#inside.set(epoch, left)
    else this.#inside.delete(epoch)
    this.#waiting = this.#waiting.filter(({ through, resolve }) => {
      if (this.#busy(through)) return true
      resolve()
      return false
    })
  }

  /** Lets nobody into epochs up to `through` any more; resolves when the last execution has left them. */
  async close(through: number): Promise<void> {
    this.#closedThrough = Math.max(this.#closedThrough, through)
    if (this.#busy(through)) await new Promise<void>((resolve) => this.#waiting.push({ through, resolve }))
  }

  #busy(through: number): boolean {
    for (const epoch of this.#inside.keys()) if (epoch <= through) return true
    return false
  }
}
