import type { Hex } from 'viem'
import { parseSignature, size } from 'viem'
import { InvalidValueError } from '../errors/values.ts'

/** `v, r, s` of a signature of 65 bytes. */
export function splitSignature(signature: Hex): [v: number, r: Hex, s: Hex] {
  if (size(signature) !== 65) throw new InvalidValueError('signature', signature, '65 bytes r || s || v')
  const { r, s, yParity } = parseSignature(signature)
  return [27 + yParity, r, s]
}
