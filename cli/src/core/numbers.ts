import { badInput } from './errors.ts'

/**
 * Reads a whole number.
 * @throws CliError Anything else, or out of range.
 */
export function parseInteger(field: string, text: string, from: number, to: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= from && value <= to) return value
  throw badInput(field, text, `a whole number from ${from} to ${to}`)
}
