import type { Instruction } from './isa.ts'

/** A type of functions, its values by their binary codes (WebAssembly core specification 2.0, 5.3). */
export interface FunctionType {
  parameters: Uint8Array
  results: Uint8Array
}

/** How an export is called: arguments from slot fp0 on, the first result there, the others in slots 0 to 15. */
export interface Stub {
  /** `call`, `halt`. */
  pc: number
  type: FunctionType
}

/** Bytes of the memory tree: its windows are at multiples of 2^30. */
export interface Bytes {
  address: number
  bytes: Uint8Array
}

export interface Statistics {
  /** Instructions of the module's functions. */
  wasm: number
  /** Instructions of the image. */
  lowered: number
  /** Float instructions that were lowered to a trap. */
  floats: number
}

/** A lowered module: all that the state before the first step is made of. The same module gives the same image. */
export interface Image {
  version: 1
  /** From pc 0 on. */
  code: Instruction[]
  /** What the stack tree holds: globals and the entries of the table. Zeros are left out. */
  slots: Map<number, bigint>
  /** What the memory tree holds. Later ones cover earlier ones. */
  memory: Bytes[]
  /** Of the guest's memory, 64 KiB each. */
  pages: number
  /** What the guest's memory may grow to. */
  maxPages: number
  /** The first slot after the globals. */
  fp0: number
  /** Exported functions. */
  exports: Map<string, Stub>
  /** Exported globals, by slot. */
  globals: Map<string, { slot: number; type: number }>
  /** Runs the start function, where the module has one. Nothing runs it by itself. */
  start: number | undefined
  statistics: Statistics
}

export const IMAGE_VERSION = 1
