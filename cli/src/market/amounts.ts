import { parseUsdc } from '@lambda-bourse/sdk'
import { badInput } from '../core/errors.ts'

/**
 * Reads an amount of USDC above 0.
 * @throws CliError Anything else.
 */
export function amountOf(field: string, text: string): bigint {
  const amount = parseUsdc(text, field)
  if (amount > 0n) return amount
  throw badInput(field, text, 'an amount above 0')
}
