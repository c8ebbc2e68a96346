/** One run of a provable program in this engine and on the machine: whatever a receipt says of it, and all that it left, is equal. */
import { createHash } from 'node:crypto'
import {
  type Outcome,
  type ProvableOptions,
  type ProvableProgram,
  ProvableSandbox,
  prepare,
  provable,
  Sandbox,
} from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { ProvableInstance } from '../../../runtime/src/provable/instance.ts'
import { guestInput } from '../../../worker/src/invoke/guestInput.ts'
import { RESULTS, Status } from '../../src/isa.ts'
import { cappedProgram, type ProgramImage, programImage } from '../../src/program/program.ts'
import { outcomeOf, type ProgramRequest, programExecution } from '../../src/program/run.ts'
import { IO } from '../../src/program/window.ts'
import type { Execution } from '../../src/prove/execution.ts'

const WINDOW_BYTES = 0x50000

export const defaults: ProvableOptions = { fuel: 50_000_000n, memoryPages: 256, outputBytes: 65_536, env: {} }

export interface RequestFields {
  method?: string
  target?: string
  contentType?: string
  body?: Uint8Array
}

/** The canonical encoding of docs/receipts.md. */
export function requestOf({
  method = 'POST',
  target = '/',
  contentType = '',
  body = new Uint8Array(0),
}: RequestFields) {
  const field = (content: string | Uint8Array, width: number) => {
    const bytes = Buffer.from(content)
    const length = Buffer.alloc(width)
    length.writeUIntBE(bytes.length, 0, width)
    return Buffer.concat([length, bytes])
  }
  const parts = [Buffer.of(1), field(method, 1), field(target, 2), field(contentType, 2), field(body, 4)]
  return new Uint8Array(Buffer.concat(parts))
}

const START = 1_700_000_000_000_000_000n

/** What an attested version of the same module and config answers. */
export function attested(source: Uint8Array, fields: RequestFields, options: Partial<ProvableOptions> = {}): Outcome {
  const { fuel, memoryPages, outputBytes, env } = { ...defaults, ...options }
  const sandbox = new Sandbox(prepare(source, { memoryPages, outputBytes }))
  const { method = 'POST', target = '/', contentType = '', body = new Uint8Array(0) } = fields
  const { input, ...given } = guestInput(sandbox.program.abi, { method, target, contentType, body }, env)
  return sandbox.invoke(input, { ...given, fuel, seed: hashOf(requestOf(fields)), timeNs: START })
}

function hashOf(request: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(request).digest())
}

export interface TwinRun {
  outcome: Outcome
  execution: Execution
  request: ProgramRequest
}

/** A program in both forms. */
export class Twin {
  readonly program: ProvableProgram
  readonly image: ProgramImage
  readonly sandbox: ProvableSandbox

  /** @throws ModuleError */
  constructor(source: Uint8Array, options: Partial<ProvableOptions> = {}) {
    this.program = provable(source, { ...defaults, ...options })
    this.image = programImage(this.program.bytes)
    this.sandbox = new ProvableSandbox(this.program)
  }

  /** Runs a request on both and expects them to be equal; steps are within their bound, too. */
  run(fields: RequestFields | Uint8Array, what = '', timeNs = START): TwinRun {
    const request = fields instanceof Uint8Array ? fields : requestOf(fields)
    const requestHash = hashOf(request)
    const asked = { request, requestHash, timeNs }
    const run = this.#runBoth(asked, this.image, what)
    this.#expectSameState(asked, run.execution, what)
    return run
  }

  /** The same with less fuel, as a sample is run. */
  runCapped(fields: RequestFields | Uint8Array, cap: bigint, what = ''): TwinRun {
    const request = fields instanceof Uint8Array ? fields : requestOf(fields)
    return this.#runBoth({ request, requestHash: hashOf(request), timeNs: START }, cappedProgram(this.image, cap), what)
  }

  #runBoth(asked: ProgramRequest, program: ProgramImage, what: string): TwinRun {
    const { request, requestHash: seed, timeNs } = asked
    const outcome = this.sandbox.invoke(request, { seed, timeNs, fuel: program.fuel })
    const execution = programExecution(program, asked)
    const { status, fuel, response } = outcomeOf(execution.at(execution.length), program)
    expect({ status, fuel, response: hex(response) }, what).to.deep.equal({
      status: outcome.status,
      fuel: outcome.fuel,
      response: hex(outcome.output),
    })
    expectBound(program, execution, outcome, what)
    return { outcome, execution, request: asked }
  }

  #expectSameState({ request, requestHash, timeNs }: ProgramRequest, execution: Execution, what: string): void {
    const instance = new ProvableInstance(this.program)
    instance.ask(request, requestHash, timeNs)
    let trapped = false
    try {
      instance.start()
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error
      trapped = true
    }
    const machine = execution.at(execution.length)
    expect(machine.registers.status, `${what}: how it ends`).to.equal(trapped ? Status.Trapped : Status.Halted)
    expect(machine.slot(this.image.counterSlot), `${what}: counter`).to.equal(
      BigInt.asUintN(64, instance.counter.value),
    )
    const memory = instance.bytes
    expect(machine.registers.pages * 65_536, `${what}: pages`).to.equal(memory.length)
    expect(Buffer.from(machine.read(0, memory.length)).equals(memory), `${what}: memory`).to.equal(true)
    const window = machine.read(IO, WINDOW_BYTES)
    expect(Buffer.from(window).equals(instance.window), `${what}: window`).to.equal(true)
    for (const [i, index] of this.program.mutableGlobals.entries()) {
      const type = this.image.image.globals.get(`global${index}`)?.type as number
      const value = instance.globals[i]?.value
      // through the API a NaN has no bits of its own
      if (!Number.isNaN(value)) {
        expect(machine.slot(RESULTS + index), `${what}: global ${index}`).to.equal(bitsOf(type, value))
      }
    }
  }
}

/** Steps per fuel and beside it that docs/proof-of-processing.md, Bound, allows. */
const STEPS_PER_FUEL = 32n
const STEPS_BESIDE = 1n << 20n
const TRAP = 2

function expectBound(
  { fuel: limit }: ProgramImage,
  { length }: Execution,
  { status, fuel }: Outcome,
  what: string,
): void {
  const most = STEPS_BESIDE + STEPS_PER_FUEL * (status === TRAP ? limit : fuel)
  expect(length <= most, `${what}: ${length} steps, ${fuel} fuel`).to.equal(true)
}

const [I32, I64, F32] = [0x7f, 0x7e, 0x7d]

/** A number as a slot holds it. */
function bitsOf(type: number, value: unknown): bigint {
  if (type === I64) return BigInt.asUintN(64, value as bigint)
  if (type === I32) return BigInt((value as number) >>> 0)
  const view = new DataView(new ArrayBuffer(8))
  if (type === F32) view.setFloat32(4, value as number)
  else view.setFloat64(0, value as number)
  return view.getBigUint64(0)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
