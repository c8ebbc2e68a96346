/** Receipts are found by hash through pages of sorted entries, written in bulk: an index row per receipt costs more than its signature. */
export const SEGMENT_ENTRIES = 16_384
const PAGE_ENTRIES = 256
/** 8 bytes of the hash, 8 bytes of sequence. */
const ENTRY_BYTES = 16

/** Part of a segment, sorted by hash. */
export interface HashPage {
  /** First 8 bytes of its smallest hash. */
  first: Uint8Array
  entries: Uint8Array
}

/** Hashes of consecutive receipts that are in no segment yet. */
export class HashTail {
  #entries: Buffer[] = []

  get count(): number {
    return this.#entries.length
  }

  /** @param leaves receipt hashes in order of sequence, 32 bytes each. */
  add(leaves: Uint8Array, firstSequence: number): void {
    for (let i = 0; i * 32 < leaves.length; i++) {
      const entry = Buffer.allocUnsafe(ENTRY_BYTES)
      entry.set(leaves.subarray(32 * i, 32 * i + 8))
      entry.writeBigUInt64BE(BigInt(firstSequence + i), 8)
      this.#entries.push(entry)
    }
  }

  /** Sorted pages of all entries. */
  pages(): HashPage[] {
    const sorted = [...this.#entries].sort(Buffer.compare)
    const pages: HashPage[] = []
    for (let i = 0; i < sorted.length; i += PAGE_ENTRIES) {
      const part = sorted.slice(i, i + PAGE_ENTRIES)
      pages.push({ first: (part[0] as Buffer).subarray(0, 8), entries: Buffer.concat(part) })
    }
    return pages
  }

  clear(): void {
    this.#entries = []
  }
}

/** Sequences in a page whose hash begins with the same 8 bytes. */
export function sequencesIn(entries: Uint8Array, hash: Uint8Array): number[] {
  const bytes = Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength)
  const prefix = Buffer.from(hash.subarray(0, 8))
  const found: number[] = []
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES) {
    if (prefix.equals(bytes.subarray(at, at + 8))) found.push(Number(bytes.readBigUInt64BE(at + 8)))
  }
  return found
}
