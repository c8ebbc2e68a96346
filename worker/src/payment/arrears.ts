/** The payer learns the fuel with the answer, and pays for it with a later voucher. */
const ARREARS_MS = 1_000
/** How many entries that are over are kept before the list is cut. */
const SLACK = 1_024

/** Fuel of the last executions, which the payer may not know of yet. */
export class Arrears {
  #entries: { at: number; price: bigint }[] = []
  #first = 0
  #sum = 0n

  /** @param at monotonic ms */
  add(at: number, price: bigint): void {
    this.#entries.push({ at, price })
    this.#sum += price
  }

  /** micro-USDC of what ended within the last second. */
  at(now: number): bigint {
    for (;;) {
      const entry = this.#entries[this.#first]
      if (entry === undefined || entry.at >= now - ARREARS_MS) break
      this.#sum -= entry.price
      this.#first++
    }
    if (this.#first > SLACK) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
    return this.#sum
  }
}
