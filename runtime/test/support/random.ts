/** Whole numbers from 0 to below `limit`. */
export type Random = (limit: number) => number

/** A generator of pseudo-random numbers (xorshift32); the seed is `SEED` of the environment or new, and is printed. */
export function seeded(what: string): Random {
  const seed = Number(process.env.SEED ?? (Date.now() ^ (process.pid << 16)) >>> 0) || 1
  console.log(`      seed of ${what}: SEED=${seed}`)
  let state = seed
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}
