import { HOST_OUT_OF_MEMORY, packCounter } from './counter.ts'
import { ExportName } from './emit/module.ts'
import { HostFailureError } from './errors.ts'
import type { Program } from './program.ts'
import type { Snapshot } from './snapshot.ts'

type GuestFunction = (...values: number[]) => unknown

/** One WebAssembly instance of a program, with what the host needs of it. */
export class GuestInstance {
  readonly counter: WebAssembly.Global<'i64'>
  readonly memory: WebAssembly.Memory | undefined
  readonly globals: readonly WebAssembly.Global[]
  readonly #exports: WebAssembly.Exports

  /** @throws HostFailureError The engine has no memory for another instance. */
  constructor(program: Program, imports: WebAssembly.ModuleImports) {
    this.#exports = instantiate(program.module, imports).exports
    this.counter = this.#exports[ExportName.counter] as WebAssembly.Global<'i64'>
    this.memory = this.#exports[ExportName.memory] as WebAssembly.Memory | undefined
    this.globals = program.mutableGlobals.map((index) => this.#exports[ExportName.global(index)] as WebAssembly.Global)
  }

  function(name: string): GuestFunction | undefined {
    return this.#exports[name] as GuestFunction | undefined
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.memory?.buffer ?? new ArrayBuffer(0))
  }

  fill(fuel: bigint, slots: number): void {
    this.counter.value = packCounter(fuel, slots)
  }

  get hostRanOutOfMemory(): boolean {
    return this.counter.value === HOST_OUT_OF_MEMORY
  }

  /** Brings a new instance to a snapshot's state. */
  adopt(snapshot: Snapshot): void {
    const missing = snapshot.length - (this.memory?.buffer.byteLength ?? 0)
    if (missing > 0) growMemory(this.memory as WebAssembly.Memory, missing / 65_536)
    snapshot.adopt(this.bytes, this.globals)
  }
}

function instantiate(module: WebAssembly.Module, imports: WebAssembly.ModuleImports): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports })
  } catch (error) {
    if (error instanceof RangeError) throw new HostFailureError(`no memory for an instance: ${error.message}`)
    throw error
  }
}

function growMemory(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages)
  } catch (error) {
    throw new HostFailureError(`no memory for ${pages} more pages: ${String(error)}`)
  }
}
