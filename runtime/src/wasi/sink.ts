const NOTHING = new Uint8Array(0)

/** Collects written bytes up to a limit. */
export class ByteSink {
  readonly limit: number
  #bytes = new Uint8Array(256)
  #length = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get room(): number {
    return this.limit - this.#length
  }

  /** Appends as much as there is room for. */
  append(bytes: Uint8Array): void {
    const part = bytes.length <= this.room ? bytes : bytes.subarray(0, this.room)
    const needed = this.#length + part.length
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#bytes.set(part, this.#length)
    this.#length = needed
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    return this.#length === 0 ? NOTHING : this.#bytes.slice(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }
}
