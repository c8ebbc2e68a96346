import { ExportName } from '../emit/module.ts'
import { HostFailureError, ModuleError } from '../errors.ts'
import { Snapshot } from '../snapshot.ts'
import { trapKind } from '../traps.ts'
import type { ProvableProgram } from './program.ts'
import { Ended, MOST_CONTENT, Window } from './window.ts'

/** One instance of a provable program. */
export class ProvableInstance {
  readonly counter: WebAssembly.Global<'i64'>
  /** The guest's. */
  readonly memory: WebAssembly.Memory
  readonly globals: readonly WebAssembly.Global[]
  readonly start: () => void
  readonly #io: Uint8Array
  readonly #header: DataView

  /**
   * @throws HostFailureError The engine has no memory for another instance.
   * @throws WebAssembly.RuntimeError A segment of the guest is out of bounds.
   */
  constructor({ module, mutableGlobals }: ProvableProgram) {
    const { exports } = instantiate(module)
    this.counter = exports[ExportName.counter] as WebAssembly.Global<'i64'>
    this.memory = exports[ExportName.memory] as WebAssembly.Memory
    const own = mutableGlobals.map((index) => exports[ExportName.global(index)] as WebAssembly.Global)
    this.globals = [...own, this.counter]
    this.start = exports._start as () => void
    const { buffer } = exports[ExportName.io] as WebAssembly.Memory
    this.#io = new Uint8Array(buffer)
    this.#header = new DataView(buffer)
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer)
  }

  /** All of the window, as it is. */
  get window(): Uint8Array {
    return this.#io
  }

  /** What every run begins with; the window is left out, `clear` sees to it. */
  snapshot(): Snapshot {
    return new Snapshot(this.bytes, this.globals)
  }

  /** Writes a request into a window that is clear. */
  ask(request: Uint8Array, seed: Uint8Array, timeNs: bigint): void {
    this.#header.setUint32(Window.requestLength, request.length, true)
    this.#io.set(seed, Window.seed)
    this.#header.setBigUint64(Window.clock, timeNs, true)
    this.#io.set(request, Window.request)
  }

  get outcome(): number {
    return this.#header.getUint32(Window.outcome, true)
  }

  get response(): Uint8Array {
    return this.#io.slice(Window.response, Window.response + this.#length(Window.responseLength))
  }

  get log(): Uint8Array {
    return this.#io.slice(Window.log, Window.log + this.#length(Window.logLength))
  }

  get exitCode(): number | null {
    return this.outcome === Ended.Exit ? this.#header.getUint32(Window.exitCode, true) : null
  }

  /** Brings the window to what it was before a run; after a trap nothing is taken from what it says. */
  clear(trapped: boolean): void {
    const io = this.#io
    for (const [place, length] of [
      [Window.request, Window.requestLength],
      [Window.response, Window.responseLength],
      [Window.log, Window.logLength],
    ] as const) {
      io.fill(0, place, place + (trapped ? MOST_CONTENT : this.#length(length)))
    }
    io.fill(0, 0, Window.headerEnd)
    io.fill(0, Window.scratch, Window.scratchEnd)
  }

  #length(at: number): number {
    return Math.min(this.#header.getUint32(at, true), MOST_CONTENT)
  }
}

function instantiate(module: WebAssembly.Module): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module)
  } catch (error) {
    if (error instanceof RangeError) throw new HostFailureError(`no memory for an instance: ${error.message}`)
    throw error
  }
}

/** @throws ModuleError (`initialise`) A segment of the guest does not fit, as on every host. */
export function firstInstance(program: ProvableProgram): ProvableInstance {
  try {
    return new ProvableInstance(program)
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error
    throw new ModuleError('initialise', `a data or element segment does not fit (${trapKind(error.message)})`)
  }
}
