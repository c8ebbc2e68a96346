import { depthExceeded, fuelLeft, HOST_OUT_OF_MEMORY, packCounter } from '../counter.ts'
import { HostFailureError } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import type { Snapshot } from '../snapshot.ts'
import { Status } from '../status.ts'
import { type Trap, trapKind } from '../traps.ts'
import { firstInstance, ProvableInstance } from './instance.ts'
import type { ProvableProgram } from './program.ts'
import { Ended, MOST_CONTENT } from './window.ts'

const NO_BYTES = new Uint8Array(0)
const NO_SEED = new Uint8Array(32)

/** What a run is given beside the request; both follow from the receipt. */
export interface ProvableInvokeOptions {
  /** Fuel to give it, at most the program's, which is the default. Where less runs out, more might have been enough. */
  fuel?: bigint
  /** Hash of the request, 32 bytes; zeros by default. */
  seed?: Uint8Array
  /** Where the virtual clock starts, in ns since the Unix epoch; 0 by default. */
  timeNs?: bigint
}

/** Runs a provable program on this engine, one request at a time, each from the state that the image hash names. */
export class ProvableSandbox {
  readonly program: ProvableProgram
  readonly #snapshot: Snapshot
  /** The instance that the next run may have. */
  #instance: ProvableInstance | undefined
  #used = false
  /** How that instance's last run ended. */
  #trapped = false
  readonly #keepsInstances: boolean

  /** @throws HostFailureError This host lacks the memory. */
  constructor(program: ProvableProgram) {
    this.program = program
    this.#instance = firstInstance(program)
    this.#snapshot = this.#instance.snapshot()
    // a NaN does not keep its bits on its way through the host
    const holdsNaN = this.#instance.globals.some(({ value }) => Number.isNaN(value))
    this.#keepsInstances = !program.changesTables && !holdsNaN
  }

  /**
   * Runs the program once. Whatever the guest does is an outcome, not an exception.
   *
   * @param request In its canonical encoding (docs/receipts.md), at most 65,536 bytes.
   * @throws HostFailureError The host failed, so that there is no outcome.
   * @throws RangeError The request is too long, the seed has not 32 bytes, or `fuel` is out of range.
   */
  invoke(request: Uint8Array, options: ProvableInvokeOptions = {}): Outcome {
    const { seed = NO_SEED, timeNs = 0n, fuel = this.program.fuel } = options
    if (request.length > MOST_CONTENT) {
      throw new RangeError(`the request has ${request.length} bytes, allowed are at most ${MOST_CONTENT}`)
    }
    if (seed.length !== 32) throw new RangeError(`the seed has ${seed.length} bytes, allowed are 32`)
    if (fuel < 0n || fuel > this.program.fuel) {
      throw new RangeError(`fuel is ${fuel}, allowed is an integer from 0 to the program's ${this.program.fuel}`)
    }
    const instance = this.#takeInstance()
    instance.ask(request, seed, timeNs)
    if (fuel !== this.program.fuel) instance.counter.value = packCounter(fuel, this.program.stackSlots)
    const trap = run(instance)
    const outcome = this.#outcome(instance, trap, fuel)
    this.#keep(instance, instance.outcome === Ended.Nothing)
    return outcome
  }

  /** The rule of docs/proof-of-processing.md, Outcome. */
  #outcome(instance: ProvableInstance, trap: Trap | null, limit: bigint): Outcome {
    const counter = instance.counter.value
    const left = fuelLeft(counter)
    const ended = { output: NO_BYTES, logs: instance.log, fuel: limit - left, exitCode: null, trap: null }
    if (left < 0n) return { ...ended, status: Status.OutOfFuel, fuel: limit }
    if (trap !== null && depthExceeded(counter)) return { ...ended, status: Status.CallDepth }
    switch (instance.outcome) {
      case Ended.Ok:
        return { ...ended, status: Status.Ok, output: instance.response }
      case Ended.Exit:
        return { ...ended, status: Status.Exit, output: instance.response, exitCode: instance.exitCode }
      case Ended.OutputTooLarge:
        return { ...ended, status: Status.OutputTooLarge }
      default:
        return { ...ended, status: Status.Trap, trap }
    }
  }

  /** An instance in the first state, which nobody else has. */
  #takeInstance(): ProvableInstance {
    const instance = this.#instance
    this.#instance = undefined
    if (!instance) return new ProvableInstance(this.program)
    if (this.#used) {
      this.#snapshot.restore(instance.bytes, instance.globals)
      instance.clear(this.#trapped)
    }
    return instance
  }

  /**
   * Keeps the instance for the next run, where snapshot and window are all that it can have changed; after a trap too, since
   * an instance with two memories is dear.
   */
  #keep(instance: ProvableInstance, trapped: boolean): void {
    if (!this.#keepsInstances || instance.memory.buffer.byteLength !== this.#snapshot.length) return
    this.#instance = instance
    this.#used = true
    this.#trapped = trapped
  }
}

/** Null when the program returns. */
function run(instance: ProvableInstance): Trap | null {
  try {
    instance.start()
    return null
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) {
      throw new HostFailureError(`the host failed while the guest ran: ${String(error)}`, { cause: error })
    }
    if (instance.counter.value === HOST_OUT_OF_MEMORY) {
      throw new HostFailureError('the host could not give memory that the limits allow')
    }
    return trapKind(error.message)
  }
}
