import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from './bytes.ts'
import { toBytes, toHex } from './bytes.ts'

/** Writes big-endian fields into a buffer of known length; what does not fit is refused by name. */
export class Packer {
  readonly bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
    this.#view = new DataView(this.bytes.buffer)
  }

  /** An unsigned integer of at most 6 bytes. */
  uint(width: 1 | 2 | 3 | 4 | 5 | 6, value: number, field: string): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
      throw new InvalidValueError(field, value, `an integer from 0 to 2^${8 * width} - 1`)
    }
    let rest = value
    for (let i = this.#at + width - 1; i >= this.#at; i--) {
      this.bytes[i] = rest % 256
      rest = Math.floor(rest / 256)
    }
    this.#at += width
    return this
  }

  uint64(value: bigint, field: string): this {
    if (typeof value !== 'bigint' || value < 0n || value >> 64n !== 0n) {
      throw new InvalidValueError(field, value, 'a bigint from 0 to 2^64 - 1')
    }
    this.#view.setBigUint64(this.#at, value)
    this.#at += 8
    return this
  }

  bytes32(value: Bytes32, field: string): this {
    return this.raw(toBytes(value, field, 32))
  }

  raw(value: Uint8Array): this {
    this.bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }
}

/** Reads what a {@link Packer} wrote. The caller checks the length first. */
export class Unpacker {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get rest(): number {
    return this.#bytes.length - this.#at
  }

  uint(width: 1 | 2 | 3 | 4 | 5 | 6): number {
    let value = 0
    for (const byte of this.raw(width)) value = value * 256 + byte
    return value
  }

  uint64(): bigint {
    const value = this.#view.getBigUint64(this.#at)
    this.#at += 8
    return value
  }

  bytes32(): `0x${string}` {
    return toHex(this.raw(32))
  }

  raw(length: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return part
  }
}
