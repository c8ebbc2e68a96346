/** Which keys were used last; the least recent one falls out. */
export class RecentKeys {
  readonly #capacity: number
  readonly #keys = new Set<number>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  has(key: number): boolean {
    return this.#keys.has(key)
  }

  /** Marks a key as just used; answers the keys that fall out. */
  use(key: number): number[] {
    this.#keys.delete(key)
    this.#keys.add(key)
    const dropped: number[] = []
    for (const oldest of this.#keys) {
      if (this.#keys.size <= this.#capacity) break
      this.#keys.delete(oldest)
      dropped.push(oldest)
    }
    return dropped
  }
}
