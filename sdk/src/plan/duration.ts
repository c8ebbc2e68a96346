import { InvalidValueError } from '../errors/values.ts'

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const
const MAX_EPOCHS = 65_535

export const DURATION_PATTERN = /^(\d{1,9}) ?(s|m|h|d|w|epochs?)$/
export const DURATION_ALLOWED = 'a duration, for example 90s, 30m, 12h, 7d, 4w or 100 epochs'

/** A length of time, in seconds or in epochs. */
export type Duration = { seconds: number } | { epochs: number }

/**
 * Reads a duration: `90s`, `30m`, `12h`, `7d`, `4w`, `100 epochs`.
 *
 * @throws InvalidValueError - anything else
 */
export function parseDuration(text: string, field = 'duration'): Duration {
  const [, count, unit] = DURATION_PATTERN.exec(text) ?? []
  if (count === undefined || unit === undefined) throw new InvalidValueError(field, text, DURATION_ALLOWED)
  if (unit.startsWith('epoch')) return { epochs: Number(count) }
  return { seconds: Number(count) * SECONDS[unit as keyof typeof SECONDS] }
}

/**
 * A duration in epochs, rounded up: never less time than was said.
 *
 * @param epochLength - seconds
 * @throws InvalidValueError - none, or more than 65535 epochs
 */
export function durationToEpochs(duration: Duration, epochLength: number, field = 'duration'): number {
  const epochs = 'epochs' in duration ? duration.epochs : Math.ceil(duration.seconds / epochLength)
  if (epochs < 1 || epochs > MAX_EPOCHS) {
    throw new InvalidValueError(field, `${epochs} epochs of ${epochLength} s`, `1 to ${MAX_EPOCHS} epochs`)
  }
  return epochs
}
