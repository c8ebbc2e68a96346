import { runCommand } from './abi/command.ts'
import { runHandler, WARM_UP_BYTES } from './abi/handler.ts'
import { depthExceeded, fuelLeft, MAX_FUEL } from './counter.ts'
import { ExportName } from './emit/module.ts'
import { HostFailureError, ModuleError } from './errors.ts'
import { GuestInstance } from './instance.ts'
import type { InvokeOptions, Outcome } from './outcome.ts'
import { exactProgram, type Program } from './program.ts'
import { Snapshot } from './snapshot.ts'
import { Status } from './status.ts'
import { type Trap, trapKind } from './traps.ts'
import { Host, type HostInput } from './wasi/host.ts'
import { wasiImports } from './wasi/index.ts'
import { GuestStop, StopReason } from './wasi/stop.ts'

const NO_BYTES = new Uint8Array(0)
const NO_SEED = new Uint8Array(32)
const NO_ARGS: readonly string[] = []
const NO_ENV: Readonly<Record<string, string>> = {}

/** How a run of guest code ended, before the fuel is looked at. */
interface Ending {
  status: Status
  output: Uint8Array
  exitCode: number | null
  trap: Trap | null
  /** False when the instance must not be used again. */
  clean: boolean
}

export interface SandboxOptions {
  /** Called with the guest's memory as each invocation left it, before it is reset. */
  inspect?(memory: Uint8Array): void
}

/**
 * Runs one program, one invocation at a time, each from the same snapshot of memory and globals, which was taken after
 * the start function, `_initialize` and one `alloc`.
 */
export class Sandbox {
  readonly program: Program
  readonly #options: SandboxOptions
  readonly #host: Host
  readonly #imports: WebAssembly.ModuleImports
  readonly #snapshot: Snapshot
  /** The instance that the next invocation may run in. */
  #instance: GuestInstance | undefined
  /** `#instance` is as an invocation left it: it is reset when the next one comes, so that no answer waits for it. */
  #used = false
  /** Fuel that initialisation used. */
  #initialFuel = 0n
  #exact: Sandbox | undefined

  /**
   * @throws ModuleError Initialisation fails, as it will on every host.
   * @throws HostFailureError This host lacks the memory.
   */
  constructor(program: Program, options: SandboxOptions = {}) {
    this.program = program
    this.#options = options
    this.#host = new Host(program.limits, program.abi === 'command')
    this.#imports = wasiImports(this.#host)
    this.#instance = this.#initialise()
    this.#snapshot = new Snapshot(this.#instance.bytes, this.#instance.globals)
  }

  /**
   * Runs the guest once. Whatever the guest does is an outcome, not an exception.
   *
   * @param input Body of the request: stdin of a command, argument of a handler.
   * @throws HostFailureError The host failed, so that there is no outcome.
   * @throws RangeError `options.fuel` is out of range.
   */
  invoke(input: Uint8Array, options: InvokeOptions): Outcome {
    const { fuel } = options
    if (fuel < 0n || fuel > MAX_FUEL)
      throw new RangeError(`fuel is ${fuel}, allowed is an integer from 0 to ${MAX_FUEL}`)
    // What is initialised for each invocation, each invocation pays for.
    const initial = this.program.changesTables ? this.#initialFuel : 0n
    if (initial > fuel) return outOfFuel(fuel, NO_BYTES)
    const instance = this.#takeInstance()
    this.#host.begin(hostInput(input, options))
    instance.fill(fuel - initial, this.program.limits.stackSlots)
    const ending = this.#run(instance)
    if (ending.trap && ending.trap !== 'unreachable' && ending.trap !== 'hostAddress' && this.program.cachesFuel) {
      return this.#invokeExactly(input, options)
    }
    this.#options.inspect?.(this.#host.bytes)
    const outcome = this.#outcome(instance, ending, fuel)
    if (ending.clean) this.#keep(instance)
    return outcome
  }

  /** A new instance, its start function, `_initialize` and one `alloc` run, with nothing to read and fuel of its own. */
  #initialise(): GuestInstance {
    try {
      const instance = this.#instantiate()
      this.#host.begin()
      instance.fill(this.program.limits.initialiseFuel, this.program.limits.stackSlots)
      const ending = this.#settle(instance, () => {
        instance.function(ExportName.start)?.()
        instance.function('_initialize')?.()
        instance.function('alloc')?.(WARM_UP_BYTES)
        return NO_BYTES
      })
      const { status, fuel } = this.#outcome(instance, ending, this.program.limits.initialiseFuel)
      if (status !== Status.Ok || ending.exitCode !== null) throw initialiseError(status, ending, fuel)
      this.#initialFuel = fuel
      return instance
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error
      throw new ModuleError('initialise', `a data or element segment does not fit (${trapKind(error.message)})`)
    }
  }

  /** An instance in the snapshot's state. */
  #rebuild(): GuestInstance {
    if (this.program.changesTables) return this.#initialise()
    const instance = this.#instantiate()
    instance.adopt(this.#snapshot)
    return instance
  }

  #instantiate(): GuestInstance {
    const instance = new GuestInstance(this.program, this.#imports)
    this.#host.attach(instance.counter, instance.memory)
    return instance
  }

  #run(instance: GuestInstance): Ending {
    return this.#settle(instance, this.program.abi === 'handler' ? runHandler : runCommand)
  }

  #settle(instance: GuestInstance, run: (instance: GuestInstance, host: Host) => Uint8Array): Ending {
    try {
      return { status: Status.Ok, output: run(instance, this.#host), exitCode: null, trap: null, clean: true }
    } catch (error) {
      if (error instanceof GuestStop) return this.#stopped(error)
      if (error instanceof WebAssembly.RuntimeError) return trapped(instance, error)
      throw new HostFailureError(`the host failed while the guest ran: ${String(error)}`, { cause: error })
    }
  }

  #stopped({ reason, exitCode }: GuestStop): Ending {
    const ending = { output: NO_BYTES, exitCode: null, trap: null, clean: false }
    switch (reason) {
      case StopReason.Exit: {
        const status = exitCode === 0 ? Status.Ok : Status.Exit
        return { status, output: this.#host.output.take(), exitCode, trap: null, clean: true }
      }
      case StopReason.OutOfFuel:
        return { ...ending, status: Status.OutOfFuel }
      case StopReason.BadAddress:
        return { ...ending, status: Status.Trap, trap: 'hostAddress' }
      case StopReason.OutputTooLarge:
        return { ...ending, status: Status.OutputTooLarge }
    }
  }

  /** Fuel decides first: what overdrew its limit is out of fuel, however it ended. */
  #outcome(instance: GuestInstance, ending: Ending, limit: bigint): Outcome {
    const counter = instance.counter.value
    const left = fuelLeft(counter)
    const logs = this.#host.logs.take()
    const { status, output, exitCode, trap } = ending
    if (left < 0n) return outOfFuel(limit, logs)
    if (trap && depthExceeded(counter)) {
      return { status: Status.CallDepth, output: NO_BYTES, logs, fuel: limit - left, exitCode: null, trap: null }
    }
    return { status, output, logs, fuel: limit - left, exitCode, trap }
  }

  /** An instance in the snapshot's state, which nobody else has. */
  #takeInstance(): GuestInstance {
    const instance = this.#instance
    this.#instance = undefined
    if (!instance) return this.#rebuild()
    if (this.#used) this.#snapshot.restore(instance.bytes, instance.globals)
    return instance
  }

  /** Keeps the instance for the next invocation, where the snapshot says all that it can have changed. */
  #keep(instance: GuestInstance): void {
    if (this.program.changesTables || this.#host.bytes.length !== this.#snapshot.length) return
    this.#instance = instance
    this.#used = true
  }

  /**
   * Functions that keep the counter in a local have not written it back where the engine trapped. So the invocation is
   * run again, from the same start to the same trap, by code that keeps it in the global.
   */
  #invokeExactly(input: Uint8Array, options: InvokeOptions): Outcome {
    this.#exact ??= new Sandbox(exactProgram(this.program), this.#options)
    return this.#exact.invoke(input, options)
  }
}

function outOfFuel(limit: bigint, logs: Uint8Array): Outcome {
  return { status: Status.OutOfFuel, output: NO_BYTES, logs, fuel: limit, exitCode: null, trap: null }
}

function hostInput(stdin: Uint8Array, { args, env, timeNs, seed }: InvokeOptions): HostInput {
  return { stdin, args: args ?? NO_ARGS, env: env ?? NO_ENV, timeNs: timeNs ?? 0n, seed: seed ?? NO_SEED }
}

function trapped(instance: GuestInstance, error: WebAssembly.RuntimeError): Ending {
  if (instance.hostRanOutOfMemory) throw new HostFailureError('the host could not give memory that the limits allow')
  return { status: Status.Trap, output: NO_BYTES, exitCode: null, trap: trapKind(error.message), clean: false }
}

function initialiseError(status: Status, { trap, exitCode }: Ending, fuel: bigint): ModuleError {
  const how: Record<Status, string> = {
    [Status.Ok]: `exits with code ${exitCode}`,
    [Status.Exit]: `exits with code ${exitCode}`,
    [Status.Trap]: `traps (${trap})`,
    [Status.OutOfFuel]: `uses more than ${fuel} fuel`,
    [Status.CallDepth]: 'exceeds the call depth',
    [Status.OutputTooLarge]: 'writes too much output',
  }
  return new ModuleError('initialise', `initialisation ${how[status]}`)
}
