import { I32, type Signature } from '../module/types.ts'

type Call = (...args: (number | bigint)[]) => unknown

/** What a call did: results as unsigned bits, or undefined where it trapped. */
export type Answer = bigint[] | undefined

/** An instance in the engine. */
export class Engine {
  readonly #functions: Call[]
  readonly #signatures: Signature[]
  readonly #memory: WebAssembly.Memory
  readonly counter: WebAssembly.Global<'i64'>
  /** Mutable globals, by name. */
  readonly globals: [name: string, WebAssembly.Global][]

  constructor(module: WebAssembly.Module, signatures: Signature[]) {
    const { exports } = new WebAssembly.Instance(module)
    this.#functions = signatures.map((_, i) => exports[`f${i}`] as Call)
    this.#signatures = signatures
    this.#memory = exports.memory as WebAssembly.Memory
    this.counter = exports.counter as WebAssembly.Global<'i64'>
    this.globals = Object.entries(exports).filter(([name]) => name.startsWith('global')) as typeof this.globals
  }

  get memory(): Uint8Array {
    return new Uint8Array(this.#memory.buffer)
  }

  /** @throws what is no trap: an engine that ran out of its own stack or memory */
  call(fn: number, args: readonly bigint[]): Answer {
    const { parameters, results } = this.#signatures[fn] as Signature
    let found: unknown
    // traps are frequent, where they happened is not looked at
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    try {
      found = (this.#functions[fn] as Call)(...args.map((arg, i) => (parameters[i] === I32 ? Number(arg) | 0 : arg)))
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return undefined
      throw error
    } finally {
      Error.stackTraceLimit = stackTraceLimit
    }
    if (results.length === 0) return []
    if (results.length === 1) return [unsigned(results[0] as number, found)]
    return (found as unknown[]).map((value, i) => unsigned(results[i] as number, value))
  }
}

/** A value of the engine as unsigned bits. */
export function unsigned(type: number, value: unknown): bigint {
  return type === I32 ? BigInt((value as number) >>> 0) : BigInt.asUintN(64, value as bigint)
}
