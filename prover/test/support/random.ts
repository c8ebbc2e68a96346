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

  /** The smallest numbers say no: what is made of zeros is simple. */
  chance(percent: number): boolean {
    return this.int(100) >= 100 - percent
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T
  }

  /** Any 64 bits, often small or at an edge. */
  bits(): bigint {
    const kind = this.int(100)
    if (kind < 20) return BigInt(this.int(70))
    if (kind >= 60) return (BigInt(this.int(2 ** 32)) << 32n) | BigInt(this.int(2 ** 32))
    const edge = 1n << BigInt(this.pick([0, 1, 5, 7, 8, 15, 16, 31, 32, 63]))
    return BigInt.asUintN(64, edge * this.pick([1n, -1n]) + BigInt(this.int(3) - 1))
  }
}

/** Choices that can be made again, and changed: what a failure is made smaller by. */
export class Tape extends Random {
  /** What was chosen so far. */
  readonly taken: number[] = []
  readonly #given: readonly number[] | undefined

  /** @param given - choices to make; zeros follow them */
  constructor(seed: number, given?: readonly number[]) {
    super(seed)
    this.#given = given
  }

  override int(below: number): number {
    const choice = this.#given ? Math.min(this.#given[this.taken.length] ?? 0, below - 1) : super.int(below)
    this.taken.push(choice)
    return choice
  }
}
