import { expect } from 'chai'
import { type Outcome, type Program, prepare, Sandbox, Status } from '../../src/index.ts'
import { exactProgram } from '../../src/program.ts'
import { trapKind } from '../../src/traps.ts'
import { randomModule } from '../support/generator.ts'
import { type Random, seeded } from '../support/random.ts'

const PLENTY = 1n << 36n
const MODULES = 400
const OUTPUT_BYTES = 1024

interface Result {
  trap: string | null
  memory: string
  output: string
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The original, as the engine alone runs it. */
function runOriginal(bytes: Uint8Array): Result {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource))
  const memory = exports.memory as WebAssembly.Memory
  let trap: string | null = null
  try {
    const handle = exports.handle as (pointer: number, length: number) => bigint
    handle(8192, 0)
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error
    trap = trapKind(error.message)
  }
  const left = new Uint8Array(memory.buffer)
  return { trap, memory: hex(left), output: trap ? '' : hex(left.subarray(0, OUTPUT_BYTES)) }
}

function run(program: Program, fuel: bigint): { outcome: Outcome; memory: string } {
  let memory = ''
  const sandbox = new Sandbox(program, {
    inspect: (left) => {
      memory = hex(left)
    },
  })
  return { outcome: sandbox.invoke(new Uint8Array(0), { fuel }), memory }
}

function expectSame(bytes: Uint8Array, what: string): Outcome {
  const program = prepare(bytes)
  const original = runOriginal(bytes)
  const { outcome, memory } = run(program, PLENTY)
  expect({ trap: outcome.trap, memory, output: hex(outcome.output) }, what).to.deep.equal(original)
  return outcome
}

/** Fuel is a property of the execution: of the way the counter is kept, and of the limit, it knows nothing. */
function expectFuelProperties(bytes: Uint8Array, { status, fuel }: Outcome, random: Random, what: string): void {
  const program = prepare(bytes)
  const exact = exactProgram(program)
  expect(run(exact, PLENTY).outcome, `${what}, exact`).to.include({ status, fuel })
  expect(run(program, fuel).outcome, `${what}, just enough`).to.include({ status, fuel })
  const less = [fuel - 1n, (fuel * BigInt(1 + random(99))) / 100n].filter((limit) => limit >= 0n && limit < fuel)
  for (const limit of less) {
    const short = run(program, limit)
    expect(short.outcome, `${what}, ${limit} of ${fuel}`).to.include({ status: Status.OutOfFuel, fuel: limit })
    expect(run(exact, limit), `${what}, exact, ${limit} of ${fuel}`).to.deep.equal(short)
  }
}

describe('differential', function () {
  this.timeout(60_000)

  it('RUN-1 random modules do with metering what they do without', () => {
    const random = seeded('differential')
    const statuses = new Set<number>()
    for (let i = 0; i < MODULES; i++) {
      const bytes = randomModule(random)
      const outcome = expectSame(bytes, `module ${i}`)
      expectFuelProperties(bytes, outcome, random, `module ${i}`)
      statuses.add(outcome.status)
    }
    expect([...statuses].sort()).to.deep.equal([Status.Ok, Status.Trap])
  })
})
