import { fuelLeft } from '../../../../runtime/src/counter.ts'
import { FastMachine, type Image, type Snapshot } from '../../../src/index.ts'
import { callStub } from '../../../src/wast/call.ts'
import type { RandomModule } from '../module/module.ts'
import { bitsOf, counterOf, type RandomCall } from './call.ts'
import { type Answer, Engine, unsigned } from './engine.ts'
import { metered } from './metered.ts'

const PAGE_BYTES = 65_536

/** What calls did, to see what was compared. */
export interface Tally {
  calls: number
  returned: number
  trapped: number
  /** Trapped because fuel or stack slots were used up. */
  exhausted: number
  steps: number
  fuel: number
  /** Most steps per unit of fuel, of calls that used at least 1000. */
  mostStepsPerFuel: number
}

export const newTally = (): Tally => ({
  calls: 0,
  returned: 0,
  trapped: 0,
  exhausted: 0,
  steps: 0,
  fuel: 0,
  mostStepsPerFuel: 0,
})

/** Makes an image of a module: `lower`, or what is to be found out. */
export type Lowering = (bytes: Uint8Array) => Image

/** The same instrumented module in the engine and on the fast machine. */
export class Pair {
  readonly module: RandomModule
  readonly image: Image
  readonly fast: FastMachine
  readonly #compiled: WebAssembly.Module
  readonly #start: Snapshot
  readonly #counter: number
  /** Slots of the engine's mutable globals, in their order. */
  readonly #slots: { name: string; slot: number; type: number }[]
  readonly #callable
  #engine: Engine

  /** @throws ModuleError */
  constructor(module: RandomModule, cacheFuel: boolean, lowering: Lowering) {
    this.module = module
    const bytes = metered(module.bytes, cacheFuel)
    this.#compiled = new WebAssembly.Module(bytes)
    this.#engine = new Engine(this.#compiled, module.functions)
    this.image = lowering(bytes)
    this.fast = new FastMachine(this.image)
    this.#start = this.fast.snapshot()
    this.#slots = this.#engine.globals.map(([name]) => ({ name, ...globalOf(this.image, name) }))
    this.#counter = globalOf(this.image, 'counter').slot
    this.#callable = callableOf(this.fast)
  }

  /** Both as they were at the beginning. */
  reset(): void {
    this.#engine = new Engine(this.#compiled, this.module.functions)
    this.fast.restore(this.#start)
  }

  /** Makes a call in both. Answers what differs, in words; undefined where nothing does. */
  call(call: RandomCall, tally: Tally): string | undefined {
    const fn = call.fn % this.module.functions.length
    const signature = this.module.functions[fn] as RandomModule['functions'][number]
    const args = bitsOf(signature, call.args)
    const counter = counterOf(call)
    this.#engine.counter.value = counter
    this.fast.setSlot(this.#counter, BigInt.asUintN(64, counter))
    const expected = this.#engine.call(fn, args)
    const found = this.#fastCall(fn, args, signature.results.length, call.fuel, tally)
    const difference =
      (typeof found === 'string' ? found : differentAnswers(expected, found)) ??
      this.#differentGlobals() ??
      this.#differentMemory()
    tally.calls++
    if (expected) tally.returned++
    else if (fuelLeft(this.#engine.counter.value) < 0n) tally.exhausted++
    else tally.trapped++
    return difference
  }

  #fastCall(fn: number, args: bigint[], results: number, fuel: number, tally: Tally): Answer | string {
    const { image } = this
    try {
      const pc = image.exports.get(`f${fn}`)?.pc as number
      const { status, results: values, steps } = callStub(this.#callable, image.fp0, pc, args, results, mostSteps(fuel))
      const used = fuel - Math.max(0, Number(fuelLeft(this.#engine.counter.value)))
      tally.steps += steps
      tally.fuel += used
      if (used >= 1000) tally.mostStepsPerFuel = Math.max(tally.mostStepsPerFuel, steps / used)
      if (status === 'fuel') return `the machine has not ended after ${steps} steps with fuel ${fuel}`
      return status === 'halted' ? values : undefined
    } catch (error) {
      return `the machine fails: ${error}`
    }
  }

  #differentGlobals(): string | undefined {
    const wrong = (name: string, engine: bigint, slot: number) => {
      const found = this.fast.slot(slot)
      return engine === found ? undefined : `${name} is ${engine} in the engine, ${found} on the machine`
    }
    const { counter, globals } = this.#engine
    let different = wrong('the fuel counter', BigInt.asUintN(64, counter.value), this.#counter)
    for (let i = 0; i < globals.length && !different; i++) {
      const { name, type, slot } = this.#slots[i] as { name: string; type: number; slot: number }
      different = wrong(name, unsigned(type, globals[i]?.[1].value), slot)
    }
    return different
  }

  #differentMemory(): string | undefined {
    const engine = this.#engine.memory
    const { pages } = this.fast.registers
    if (engine.length !== pages * PAGE_BYTES)
      return `memory has ${engine.length / PAGE_BYTES} pages in the engine, ${pages} on the machine`
    const machine = this.fast.view(0, engine.length)
    if (Buffer.compare(engine, machine) === 0) return undefined
    const at = engine.findIndex((byte, i) => byte !== machine[i])
    return `byte ${at} of memory is ${engine[at]} in the engine, ${machine[at]} on the machine`
  }
}

/** What docs/proof-of-processing.md allows for so much fuel. */
function mostSteps(fuel: number): number {
  return 2 ** 20 + 32 * fuel
}

function globalOf({ globals }: Image, name: string): { slot: number; type: number } {
  const found = globals.get(name)
  if (!found) throw new Error(`the image has no global '${name}'`)
  return found
}

function callableOf(fast: FastMachine) {
  return {
    get registers() {
      return fast.registers
    },
    set registers(registers) {
      fast.registers = registers
    },
    slot: (index: number) => fast.slot(index),
    setSlot: (index: number, value: bigint) => fast.setSlot(index, value),
    run: (most: number) => Number(fast.run(BigInt(most))),
  }
}

function differentAnswers(engine: Answer, machine: Answer): string | undefined {
  if (engine === undefined && machine === undefined) return undefined
  if (engine === undefined || machine === undefined)
    return engine
      ? `returns ${engine.join()} in the engine, traps on the machine`
      : `traps in the engine, returns ${machine?.join()} on the machine`
  const same = engine.length === machine.length && engine.every((value, i) => value === machine[i])
  return same ? undefined : `returns ${engine.join()} in the engine, ${machine.join()} on the machine`
}
