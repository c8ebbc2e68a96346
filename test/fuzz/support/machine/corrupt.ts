// Witnesses that are not those of the step.
import type { Random } from '../random.ts'

const WORD_BITS = 256

/** A word, whatever it may be. */
export function randomWord(random: Random): bigint {
  let word = 0n
  for (let i = 0; i < WORD_BITS / 32; i++) word = (word << 32n) | BigInt(random.below(2 ** 32))
  return word
}

/** Words of any length that have nothing to do with the state. */
export function garbage(random: Random): bigint[] {
  return Array.from({ length: random.below(120) }, () => (random.chance(0.2) ? 0n : randomWord(random)))
}

/** A witness (not empty) with something wrong in it: never the same. */
export function corrupt(random: Random, witness: readonly bigint[]): bigint[] {
  const at = random.below(witness.length)
  const word = witness[at] as bigint
  const other = witness.findIndex((one, i) => i > at && one !== word)
  switch (random.below(6)) {
    case 0:
      return witness.toSpliced(at, 1)
    case 1:
      return witness.slice(0, at)
    case 2:
      return witness.with(at, randomWord(random))
    case 3:
      return other < 0 ? witness.with(at, word ^ 1n) : witness.with(at, witness[other] as bigint).with(other, word)
    case 4:
      return witness.toSpliced(at, 0, word === 0n ? 1n : 0n)
    default:
      return witness.with(at, word ^ (1n << BigInt(random.below(WORD_BITS))))
  }
}
