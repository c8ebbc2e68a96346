import type { Hex } from 'viem'
import { hexToString, stringToHex } from 'viem'
import { InvalidValueError } from '../errors/values.ts'

/**
 * An alias as contracts hold it: ASCII, left-aligned in 24 bytes.
 *
 * @param alias - 1 to 24 printable ASCII characters without space
 * @throws InvalidValueError - anything else
 * @example
 * ```ts
 * import { encodeAlias } from '@lambda-bourse/sdk'
 * encodeAlias('live') // 0x6c6976650000...
 * ```
 */
export function encodeAlias(alias: string): Hex {
  if (!/^[\x21-\x7e]{1,24}$/.test(alias)) {
    throw new InvalidValueError('alias', alias, '1 to 24 printable ASCII characters without space')
  }
  return stringToHex(alias, { size: 24 })
}

/** The alias of {@link encodeAlias}'s 24 bytes. */
export function decodeAlias(alias: Hex): string {
  return hexToString(alias, { size: 24 })
}
