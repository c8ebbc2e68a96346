import { InvalidValueError } from './errors/values.ts'
import { nearest } from './internal/nearest.ts'

/**
 * What a host can offer, by bit. Bits are for ever: names are only added at the end. The first six are capabilities
 * that a guest may be granted; a feature is what a provider says of itself.
 */
export const FEATURES = ['log', 'env', 'clock', 'random', 'http-out', 'kv', 'secrets', 'provable', 'metered'] as const

/** Name of a feature. */
export type Feature = (typeof FEATURES)[number]

/**
 * Bit mask of features, as plans and offers hold it.
 *
 * @throws InvalidValueError - no such feature; the message names the nearest
 * @example
 * ```ts
 * import { featureMask } from '@lambda-bourse/sdk'
 * featureMask(['log', 'clock']) // 0b101
 * ```
 */
export function featureMask(names: readonly string[]): number {
  return names.reduce((mask, name) => {
    const bit = FEATURES.indexOf(name as Feature)
    if (bit < 0) throw new InvalidValueError('feature', name, `a feature, for example ${nearest(name, FEATURES)}`)
    return (mask | (1 << bit)) >>> 0
  }, 0)
}

/** Names in a bit mask; bits without a name are shown as `bit n`. */
export function featureNames(mask: number): string[] {
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => (mask >>> bit) & 1)
    .map((bit) => FEATURES[bit] ?? `bit ${bit}`)
}
