const PAGE = 4096
const ZEROS = Buffer.alloc(PAGE)

/** A part of the memory that is not all zero. */
interface Piece {
  offset: number
  bytes: Uint8Array
}

/** The state every invocation starts from: memory and mutable globals. */
export class Snapshot {
  /** Size of the memory, in bytes. */
  readonly length: number
  readonly #pieces: Piece[]
  readonly #globals: unknown[]
  /** Pages that hold data in a new instance and none in the snapshot. */
  #stale: number[] | undefined

  constructor(memory: Uint8Array, globals: readonly WebAssembly.Global[]) {
    this.length = memory.length
    this.#pieces = nonZeroPieces(memory)
    this.#globals = globals.map((global) => global.value)
  }

  /** Restores a memory of the same length, and the globals. */
  restore(memory: Uint8Array, globals: readonly WebAssembly.Global[]): void {
    memory.fill(0)
    this.#write(memory, globals)
  }

  /**
   * Brings a new instance to the snapshot's state. Its memory is zero but for the module's data segments, and the same
   * each time, so only the pages that have to become zero are cleared; the others stay untouched by the kernel.
   */
  adopt(memory: Uint8Array, globals: readonly WebAssembly.Global[]): void {
    this.#stale ??= nonZeroPages(memory).filter((page) => !this.#pieces.some((piece) => covers(piece, page)))
    for (const page of this.#stale) memory.fill(0, page, page + PAGE)
    this.#write(memory, globals)
  }

  #write(memory: Uint8Array, globals: readonly WebAssembly.Global[]): void {
    for (const { offset, bytes } of this.#pieces) memory.set(bytes, offset)
    for (let i = 0; i < globals.length; i++) (globals[i] as WebAssembly.Global).value = this.#globals[i]
  }
}

function covers({ offset, bytes }: Piece, page: number): boolean {
  return page >= offset && page < offset + bytes.length
}

/** Offsets of the pages that are not all zero. */
function nonZeroPages(memory: Uint8Array): number[] {
  const pages: number[] = []
  for (let offset = 0; offset < memory.length; offset += PAGE) {
    if (!ZEROS.equals(memory.subarray(offset, offset + PAGE))) pages.push(offset)
  }
  return pages
}

/** Copies of the runs of pages that are not all zero. */
function nonZeroPieces(memory: Uint8Array): Piece[] {
  const runs: { start: number; end: number }[] = []
  for (const page of nonZeroPages(memory)) {
    const last = runs.at(-1)
    if (last?.end === page) last.end += PAGE
    else runs.push({ start: page, end: page + PAGE })
  }
  return runs.map(({ start, end }) => ({ offset: start, bytes: memory.slice(start, end) }))
}
