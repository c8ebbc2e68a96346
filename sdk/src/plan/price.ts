import { InvalidValueError } from '../errors/values.ts'

const PATTERN = /^(\d{1,9})(?:\.(\d{1,12}))? USDC(?: ?(?:\/|per) ?(unit-hour|unit-epoch))?$/
const PICO_PER_MICRO = 10n ** 6n
const MAX_PRICE = 2 ** 24 - 1

/** What a price may look like. */
export const PRICE_ALLOWED = 'a decimal price, for example 0.000120 USDC (per unit-epoch) or 0.43 USDC per unit-hour'
export const PRICE_PATTERN: RegExp = PATTERN

/** What an amount of money may look like in a plan. */
export const AMOUNT_PATTERN: RegExp = /^\d{1,15}(?:\.\d{1,6})? USDC$/
export const AMOUNT_ALLOWED = 'an amount with at most six decimals, for example 0.001 USDC'

/** A price per unit, as a person writes it. */
export type Price = {
  /** 10^-12 USDC */
  amount: bigint
  per: 'unit-hour' | 'unit-epoch'
}

/**
 * Reads a price: `0.000120 USDC`, `0.000120 USDC per unit-epoch`, `0.43 USDC/unit-hour`. A bare price is per unit-epoch,
 * as on chain.
 *
 * @throws InvalidValueError - anything else
 */
export function parsePrice(text: string, field = 'price'): Price {
  const [, whole, fraction = '', per = 'unit-epoch'] = PATTERN.exec(text) ?? []
  if (whole === undefined) throw new InvalidValueError(field, text, PRICE_ALLOWED)
  return { amount: BigInt(whole + fraction.padEnd(12, '0')), per: per as Price['per'] }
}

/**
 * A price in the contract's measure, micro-USDC per unit and epoch, rounded down: never more than was said.
 *
 * @param epochLength - seconds
 * @throws InvalidValueError - more than 16.777215 USDC per unit-epoch, or so little that nothing is left
 */
export function priceToUnits({ amount, per }: Price, epochLength: number, field = 'price'): number {
  const perEpoch = per === 'unit-epoch' ? amount : (amount * BigInt(epochLength)) / 3600n
  const micro = Number(perEpoch / PICO_PER_MICRO)
  if (micro > MAX_PRICE)
    throw new InvalidValueError(field, `${micro} micro-USDC`, `at most ${MAX_PRICE} per unit-epoch`)
  if (micro === 0 && amount > 0n) {
    throw new InvalidValueError(field, `less than 1 micro-USDC per epoch of ${epochLength} s`, 'at least 1 micro-USDC')
  }
  return micro
}

/**
 * micro-USDC as a person reads it.
 *
 * @example
 * ```ts
 * import { formatUsdc } from '@lambda-bourse/sdk'
 * formatUsdc(1_234_500n) // 1.234500 USDC
 * ```
 */
export function formatUsdc(micro: bigint | number): string {
  const amount = BigInt(micro)
  const digits = (amount < 0n ? -amount : amount).toString().padStart(7, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)} USDC`
}

/**
 * micro-USDC of a decimal amount: `12.5 USDC` or `12.5`.
 *
 * @throws InvalidValueError - anything else, or more than six decimals
 */
export function parseUsdc(text: string, field = 'amount'): bigint {
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d{1,6}))?(?: ?USDC)?$/.exec(text.trim()) ?? []
  if (whole === undefined)
    throw new InvalidValueError(field, text, 'a decimal amount with at most six decimals, for example 12.5 USDC')
  return BigInt(whole + fraction.padEnd(6, '0'))
}
