import type { Hex } from 'viem'
import { concat, size, slice } from 'viem'

const RECOVERY: Readonly<Record<string, Hex>> = { '0x00': '0x1b', '0x01': '0x1c' }

/**
 * A key's signature with v as 27 or 28, which is what USDC takes: some wallets write 0 or 1. Signatures of smart accounts
 * stay as they are; one of 65 bytes has a small number, or nothing, where a key's has s.
 */
export function withRecoveryByte(signature: Hex): Hex {
  if (size(signature) !== 65) return signature
  const v = RECOVERY[slice(signature, 64)]
  const isKeys = BigInt(slice(signature, 32, 64)) >> 128n !== 0n
  return v && isKeys ? concat([slice(signature, 0, 64), v]) : signature
}
