/** Random numbers from a seed (mulberry32): the same ones for the same seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 to `below` - 1. */
  int(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }

  chance(percent: number): boolean {
    return this.int(100) < percent
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T
  }

  /** Any 64 bits, often at an edge. */
  bits(): bigint {
    if (this.chance(40)) return (BigInt(this.int(2 ** 32)) << 32n) | BigInt(this.int(2 ** 32))
    const edge = 1n << BigInt(this.pick([0, 1, 5, 7, 8, 15, 16, 31, 32, 63]))
    return BigInt.asUintN(64, edge * this.pick([1n, -1n]) + BigInt(this.int(3) - 1))
  }
}
