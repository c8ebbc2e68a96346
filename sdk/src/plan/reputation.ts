import { InvalidValueError } from '../errors/values.ts'

const PATTERN = /^(\d{1,9})(?:\.(\d{1,6}))? USDC-(epoch|hour|day)s?$/
const SECONDS = { hour: 3600n, day: 86_400n } as const
const MOST = 2n ** 64n - 1n

/** What a reputation may look like. */
export const REPUTATION_ALLOWED = 'a stake times a time, for example 100 USDC-days, 50 USDC-hours or 2.5 USDC-epochs'
export const REPUTATION_PATTERN: RegExp = PATTERN

/**
 * A reputation in the contract's measure: micro-USDC of base stake times epochs since the provider's first, rounded up.
 *
 * @param text - `100 USDC-days`, `50 USDC-hours`, `2.5 USDC-epochs`
 * @param epochLength - seconds
 * @throws InvalidValueError - anything else, or more than 64 bits hold
 * @example
 * ```ts
 * import { parseReputation } from '@lambda-bourse/sdk'
 * parseReputation('1 USDC-day', 3600) // 24000000n
 * ```
 */
export function parseReputation(text: string, epochLength: number, field = 'minReputation'): bigint {
  const [, whole, fraction = '', unit] = PATTERN.exec(text) ?? []
  if (whole === undefined) throw new InvalidValueError(field, text, REPUTATION_ALLOWED)
  const stake = BigInt(whole + fraction.padEnd(6, '0'))
  const length = BigInt(epochLength)
  const reputation = unit === 'epoch' ? stake : (stake * SECONDS[unit as 'hour' | 'day'] + length - 1n) / length
  if (reputation > MOST) throw new InvalidValueError(field, text, `at most ${MOST} micro-USDC times epochs`)
  return reputation
}
