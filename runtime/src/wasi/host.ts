import { HOST_CALL_FUEL } from '../analyse/costs.ts'
import { FUEL_SHIFT } from '../counter.ts'
import { ByteSink } from './sink.ts'
import { type GuestStop, guestStop } from './stop.ts'

/** What one invocation gives the guest to read. Strings are UTF-8 without NUL. */
export interface HostInput {
  stdin: Uint8Array
  args: readonly string[]
  env: Readonly<Record<string, string>>
  /** Where the virtual clock starts, in ns since the Unix epoch. */
  timeNs: bigint
  /** Seed of `random_get`. */
  seed: Uint8Array
}

const nothing: HostInput = { stdin: new Uint8Array(0), args: [], env: {}, timeNs: 0n, seed: new Uint8Array(32) }

const CALL_CHARGE = BigInt(HOST_CALL_FUEL) << BigInt(FUEL_SHIFT)

/**
 * The host's side of one instance: the guest's memory, checked, its fuel, and the state of the running invocation.
 * All of the WASI subset works on this and on nothing else; it has no access to the machine.
 */
export class Host {
  input: HostInput = nothing
  /** Bytes of stdin already read. */
  stdinRead = 0
  /** The virtual clock, in ns. */
  clockNs = 0n
  /** `random_get`: next block, and what is left of the last. */
  randomBlock = 0n
  randomRest: Uint8Array = new Uint8Array(0)
  readonly output: ByteSink
  readonly logs: ByteSink
  /** Where fd 1 goes: a handler's output is what it returns. */
  readonly stdoutIsOutput: boolean
  readonly stop: GuestStop = guestStop

  #counter: WebAssembly.Global<'i64'> | undefined
  #memory: WebAssembly.Memory | undefined
  #bytes = new Uint8Array(0)
  #view = new DataView(new ArrayBuffer(0))

  constructor(limits: { outputBytes: number; logBytes: number }, stdoutIsOutput: boolean) {
    this.output = new ByteSink(limits.outputBytes)
    this.logs = new ByteSink(limits.logBytes)
    this.stdoutIsOutput = stdoutIsOutput
  }

  attach(counter: WebAssembly.Global<'i64'>, memory: WebAssembly.Memory | undefined): void {
    this.#counter = counter
    this.#memory = memory
    this.#bytes = new Uint8Array(0)
  }

  begin(input: HostInput = nothing): void {
    this.input = input
    this.stdinRead = 0
    this.clockNs = input.timeNs
    this.randomBlock = 0n
    this.randomRest = nothing.stdin
    this.output.clear()
    this.logs.clear()
  }

  /** Charges a host call and `more` fuel for what it is about to do. */
  charge(more = 0): void {
    const counter = this.#counter as WebAssembly.Global<'i64'>
    const left = counter.value - (more === 0 ? CALL_CHARGE : BigInt(HOST_CALL_FUEL + more) << BigInt(FUEL_SHIFT))
    counter.value = left
    if (left < 0n) throw this.stop.outOfFuel()
  }

  /** The guest's memory as it is now. */
  get bytes(): Uint8Array {
    if (this.#memory && this.#bytes.buffer !== this.#memory.buffer) {
      this.#bytes = new Uint8Array(this.#memory.buffer)
      this.#view = new DataView(this.#memory.buffer)
    }
    return this.#bytes
  }

  /** `length` bytes at `pointer`, both as Wasm passes them (signed). Outside the memory the guest traps. */
  range(pointer: number, length: number): Uint8Array {
    const start = address(pointer)
    const end = start + address(length)
    const bytes = this.bytes
    if (end > bytes.length) throw this.stop.badAddress()
    return bytes.subarray(start, end)
  }

  readU8(pointer: number): number {
    return this.range(pointer, 1)[0] as number
  }

  readU16(pointer: number): number {
    return this.#at(pointer, 2).getUint16(address(pointer), true)
  }

  readU32(pointer: number): number {
    return this.#at(pointer, 4).getUint32(address(pointer), true)
  }

  readU64(pointer: number): bigint {
    return this.#at(pointer, 8).getBigUint64(address(pointer), true)
  }

  writeU32(pointer: number, value: number): void {
    this.#at(pointer, 4).setUint32(address(pointer), value, true)
  }

  writeU64(pointer: number, value: bigint): void {
    this.#at(pointer, 8).setBigUint64(address(pointer), value, true)
  }

  #at(pointer: number, length: number): DataView {
    if (address(pointer) + length > this.bytes.length) throw this.stop.badAddress()
    return this.#view
  }
}

/** Wasm passes addresses as signed integers; sums of an address and an offset may lie beyond 32 bits, and then nowhere. */
export function address(pointer: number): number {
  return pointer < 0 ? pointer + 2 ** 32 : pointer
}
