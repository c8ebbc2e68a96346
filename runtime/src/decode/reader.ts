import { ModuleError } from '../errors.ts'

const text = new TextDecoder('utf-8', { fatal: true })

/** A bounds-checked cursor over the bytes of a module. Every read past the end is a `ModuleError` (`invalid`). */
export class Reader {
  readonly bytes: Uint8Array
  offset: number
  readonly end: number

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.bytes = bytes
    this.offset = offset
    this.end = end
  }

  get done(): boolean {
    return this.offset >= this.end
  }

  byte(): number {
    if (this.offset >= this.end) throw new ModuleError('invalid', 'unexpected end', this.offset)
    return this.bytes[this.offset++] as number
  }

  skip(count: number): void {
    if (count > this.end - this.offset)
      throw new ModuleError('invalid', `length ${count} runs past the end`, this.offset)
    this.offset += count
  }

  /** Unsigned LEB128 of at most 32 bits (Wasm core specification 2.0, 5.2.2). */
  u32(): number {
    let result = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      if (shift === 28 && byte > 0x0f) break
      result |= (byte & 0x7f) << shift
      if (byte < 0x80) return result >>> 0
    }
    throw new ModuleError('invalid', 'integer too long', this.offset)
  }

  /** Passes over a LEB128 of any width. */
  skipLeb(): void {
    while (this.byte() >= 0x80);
  }

  name(): string {
    const length = this.u32()
    const start = this.offset
    this.skip(length)
    try {
      return text.decode(this.bytes.subarray(start, this.offset))
    } catch {
      throw new ModuleError('invalid', 'a name is not UTF-8', start)
    }
  }
}
