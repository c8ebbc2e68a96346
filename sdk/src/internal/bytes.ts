import type { Hex } from 'viem'
import { InvalidValueError } from '../errors/values.ts'

/** 32 bytes, as viem's hex or as they are. */
export type Bytes32 = Hex | Uint8Array

export const ZERO_32: Hex = `0x${'00'.repeat(32)}`

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** Value of a hex digit by character code, -1 for none. */
const NIBBLE = Int8Array.from({ length: 128 }, (_, code) =>
  /[0-9a-fA-F]/.test(String.fromCharCode(code)) ? Number.parseInt(String.fromCharCode(code), 16) : -1,
)

/** Lower-case hex with 0x. A table beats viem's converter by two; receipts are made on a hot path. */
export function toHex(bytes: Uint8Array): Hex {
  let text = '0x'
  for (const byte of bytes) text += HEX[byte]
  return text as Hex
}

export function fromHex(hex: string, field: string, length?: number): Uint8Array {
  if (!hex.startsWith('0x') || hex.length % 2 !== 0) throw new InvalidValueError(field, hex, 'hex with 0x')
  const bytes = new Uint8Array(hex.length / 2 - 1)
  if (length !== undefined && bytes.length !== length) throw new InvalidValueError(field, hex, `${length} bytes of hex`)
  for (let i = 0; i < bytes.length; i++) {
    const high = NIBBLE[hex.charCodeAt(2 * i + 2)] ?? -1
    const low = NIBBLE[hex.charCodeAt(2 * i + 3)] ?? -1
    if ((high | low) < 0) throw new InvalidValueError(field, hex, 'hex with 0x')
    bytes[i] = (high << 4) | low
  }
  return bytes
}

/** Bytes of either form, checked for their length. */
export function toBytes(value: Bytes32 | Hex, field: string, length: number): Uint8Array {
  if (typeof value === 'string') return fromHex(value, field, length)
  if (value.length !== length) throw new InvalidValueError(field, `${value.length} bytes`, `${length} bytes`)
  return value
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
