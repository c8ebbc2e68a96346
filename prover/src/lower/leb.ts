import type { Reader } from '@lambda-bourse/runtime/decode'

/** A signed LEB128 of at most 64 bits (WebAssembly core specification 2.0, 5.2.2). */
export function signed(reader: Reader): bigint {
  let result = 0n
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.byte()
    result |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, result)
  }
}

/** Little-endian. */
export function bits(reader: Reader, bytes: number): bigint {
  let result = 0n
  for (let i = 0; i < bytes; i++) result |= BigInt(reader.byte()) << BigInt(8 * i)
  return result
}
