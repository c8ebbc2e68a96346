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

  constructor(memory: Uint8Array, globals: readonly WebAssembly.Global[]) {
    this.length = memory.length
    this.#pieces = nonZeroPieces(memory)
    this.#globals = globals.map((global) => global.value)
  }

  /** Restores a memory of the same length, and the globals. */
  restore(memory: Uint8Array, globals: readonly WebAssembly.Global[]): void {
    memory.fill(0)
    this.restoreOverZeros(memory, globals)
  }

  /** Restores a memory that is all zero. */
  restoreOverZeros(memory: Uint8Array, globals: readonly WebAssembly.Global[]): void {
    for (const { offset, bytes } of this.#pieces) memory.set(bytes, offset)
    for (let i = 0; i < globals.length; i++) (globals[i] as WebAssembly.Global).value = this.#globals[i]
  }
}

function nonZeroPieces(memory: Uint8Array): Piece[] {
  const pieces: Piece[] = []
  let start = -1
  for (let offset = 0; offset < memory.length; offset += PAGE) {
    const zero = ZEROS.equals(memory.subarray(offset, offset + PAGE))
    if (!zero && start < 0) start = offset
    if (zero && start >= 0) {
      pieces.push({ offset: start, bytes: memory.slice(start, offset) })
      start = -1
    }
  }
  if (start >= 0) pieces.push({ offset: start, bytes: memory.slice(start) })
  return pieces
}
