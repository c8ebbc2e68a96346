import { emptyRoot } from '../machine/tree.ts'
import { toBytes } from '../machine/words.ts'
import { PAGE_BYTES } from './layout.ts'

/** 4 KiB as they once were; never changed, so that many states can share one. */
export interface Page {
  bytes: Uint8Array
  /** Of its 128 leaves, once it was asked for. */
  root: Uint8Array | undefined
}

/** log2 of how many leaves a page has. */
export const PAGE_HEIGHT = 7
const EMPTY: Page = { bytes: new Uint8Array(PAGE_BYTES), root: toBytes(emptyRoot(PAGE_HEIGHT)) }

export function isEmpty(page: Page): boolean {
  return page === EMPTY
}

/**
 * Brings `pages`, as they were last, up to date with the memory that begins at `from`: what is marked in `dirty` is copied and
 * its mark removed. Pages that are new are copied too.
 */
export function settle(pages: Page[], memory: ArrayBuffer, from: number, dirty: Uint8Array): Page[] {
  const settled = pages.slice(0, dirty.length)
  for (let i = 0; i < dirty.length; i++) {
    if (dirty[i] === 0 && settled[i]) continue
    dirty[i] = 0
    settled[i] = copy(new Uint8Array(memory, from + i * PAGE_BYTES, PAGE_BYTES))
  }
  return settled
}

function copy(bytes: Uint8Array): Page {
  const words = new BigUint64Array(bytes.buffer, bytes.byteOffset, PAGE_BYTES / 8)
  return words.some((word) => word !== 0n) ? { bytes: bytes.slice(), root: undefined } : EMPTY
}

/** Writes `pages` over the memory that begins at `from` and holds `current`; what is `dirty` is no longer as `current` says. */
export function restore(pages: Page[], current: Page[], memory: ArrayBuffer, from: number, dirty: Uint8Array): void {
  const bytes = new Uint8Array(memory)
  const count = Math.max(pages.length, dirty.length)
  for (let i = 0; i < count; i++) {
    const page = pages[i] ?? EMPTY
    if (dirty[i] === 0 && current[i] === page) continue
    if (i < dirty.length) dirty[i] = 0
    bytes.set(page.bytes, from + i * PAGE_BYTES)
  }
}
