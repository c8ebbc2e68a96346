import { FUEL_SHIFT } from '../counter.ts'
import { Op } from '../decode/opcodes.ts'

const FUEL_UNIT = 2 ** FUEL_SHIFT

/** A growable buffer for Wasm binary. */
export class Writer {
  #bytes: Uint8Array
  length = 0

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity)
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#reserve(1)
    this.#bytes[this.length++] = value
  }

  /** Writes instructions or other bytes given one by one. */
  put(...values: number[]): void {
    for (const value of values) this.byte(value)
  }

  u32(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.byte(rest)
  }

  /** An opcode and its index. */
  instruction(opcode: number, index: number): void {
    if (index >= 0x80) {
      this.byte(opcode)
      this.u32(index)
      return
    }
    this.#reserve(2)
    this.#bytes[this.length++] = opcode
    this.#bytes[this.length++] = index
  }

  /** Takes `fuel` and `slots` from a counter on top of the stack (counter.ts). */
  subtract(fuel: number, slots: number): void {
    this.byte(Op.I64Const)
    this.positive(fuel * FUEL_UNIT + slots)
    this.byte(Op.I64Sub)
  }

  /** Signed LEB128 of an integer from 0 to 2^53 - 1. */
  positive(value: number): void {
    let rest = value
    for (; rest >= 2 ** 31; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80)
    for (; rest >= 0x40; rest >>>= 7) this.byte((rest & 0x7f) | 0x80)
    this.byte(rest)
  }

  /** Signed LEB128 of any 64-bit integer. */
  s64(value: bigint): void {
    let rest = value
    while (rest < -0x40n || rest >= 0x40n) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest & 0x7fn))
  }

  /** A sequence that was encoded before. */
  all(sequence: Uint8Array): void {
    this.copy(sequence, 0, sequence.length)
  }

  copy(source: Uint8Array, start: number, end: number): void {
    const count = end - start
    this.#reserve(count)
    const bytes = this.#bytes
    let at = this.length
    this.length += count
    // A native copy has a fixed cost that short runs do not earn back.
    if (count < 48) for (let i = start; i < end; i++) bytes[at++] = source[i] as number
    else bytes.set(source.subarray(start, end), at)
  }

  name(value: string): void {
    const bytes = new TextEncoder().encode(value)
    this.u32(bytes.length)
    this.copy(bytes, 0, bytes.length)
  }

  /** Leaves room for a length that `endBlock` fills in: a u32 of five bytes. */
  startBlock(): number {
    this.#reserve(5)
    this.length += 5
    return this.length
  }

  endBlock(start: number): void {
    let rest = this.length - start
    for (let i = 0; i < 5; i++) {
      this.#bytes[start - 5 + i] = (rest & 0x7f) | (i < 4 ? 0x80 : 0)
      rest >>>= 7
    }
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + count))
    larger.set(this.#bytes.subarray(0, this.length))
    this.#bytes = larger
  }
}
