/** A seeded source of choices (mulberry32), so that a failing run can be run again. */
export interface Random {
  /** An integer in [0, n). */
  below(n: number): number
  /** An integer in [low, high]. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** One of the keys, with the given weights. */
  weighted<K extends string>(weights: Record<K, number>): K
}

export function newRandom(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability,
    pick: (from) => {
      if (from.length === 0) throw new RangeError('nothing to pick from')
      return from[below(from.length)] as never
    },
    weighted: (weights) => {
      const keys = Object.keys(weights) as (keyof typeof weights)[]
      let at = next() * keys.reduce((sum, key) => sum + weights[key], 0)
      for (const key of keys) {
        at -= weights[key]
        if (at < 0) return key
      }
      return keys[keys.length - 1] as never
    },
  }
}
