import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  type InvokeOptions,
  instrument,
  ModuleError,
  type Outcome,
  ProvableSandbox,
  prepare,
  provable,
  Sandbox,
} from '../../src/index.ts'

/**
 * Runs in a process of its own, under the engine to be compared: reads a list of modules and inputs, runs each with
 * plenty of fuel and then with too little, and prints one line of JSON: a digest for each case.
 */
export interface DigestCase {
  name: string
  /** Paths of the module and of its inputs. */
  module: string
  inputs: string[]
}

const PLENTY = 100_000_000n
const LEAST_FUEL_TO_SPLIT = 10n

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

function describe({ status, fuel, exitCode, trap, output, logs }: Outcome, memory: string): string {
  return [status, fuel, exitCode, trap, hash(output), hash(logs), memory].join(' ')
}

function digestModule({ name, module, inputs }: DigestCase): [string, string][] {
  const bytes = new Uint8Array(readFileSync(module))
  const results: [string, string][] = [[name, hash(instrument(bytes).bytes)]]
  let memory = ''
  const sandbox = new Sandbox(prepare(bytes), {
    inspect: (left) => {
      memory = hash(left)
    },
  })
  const options: Omit<InvokeOptions, 'fuel'> = {
    args: [name, 'argument'],
    env: { NAME: 'value', EMPTY: '' },
    timeNs: 1_700_000_000_000_000_000n,
    seed: new Uint8Array(32).fill(7),
  }
  for (const [i, path] of inputs.entries()) {
    const input = new Uint8Array(readFileSync(path))
    const run = (label: string, fuel: bigint): bigint => {
      const outcome = sandbox.invoke(input, { ...options, fuel })
      results.push([`${name} ${i} ${label}`, describe(outcome, memory)])
      return outcome.fuel
    }
    const used = run('plenty', PLENTY)
    if (used < LEAST_FUEL_TO_SPLIT) continue
    run('1/3', used / 3n)
    run('4/5', (used * 4n) / 5n)
    run('less one', used - 1n)
    run('enough', used)
  }
  return results
}

/** Node 20 has no second memory. */
const TWO_MEMORIES = Uint8Array.of(
  0x00,
  0x61,
  0x73,
  0x6d,
  0x01,
  0x00,
  0x00,
  0x00,
  0x05,
  0x05,
  0x02,
  0x00,
  0x01,
  0x00,
  0x01,
)
const PROVABLE_FUEL = 30_000_000n

function digestProvable({ name, module, inputs }: DigestCase): [string, string][] {
  const options = { fuel: PROVABLE_FUEL, memoryPages: 256, outputBytes: 65_536, env: { NAME: 'value' } }
  try {
    const program = provable(new Uint8Array(readFileSync(module)), options)
    const sandbox = new ProvableSandbox(program)
    const outcomes = inputs.map((path, i): [string, string] => {
      const request = requestOf(new Uint8Array(readFileSync(path)))
      const outcome = sandbox.invoke(request, { seed: new Uint8Array(32).fill(7), timeNs: 1_700_000_000_000_000_000n })
      return [`provable ${name} ${i}`, describe(outcome, '')]
    })
    return [[`provable ${name}`, hash(program.bytes)], ...outcomes]
  } catch (error) {
    if (error instanceof ModuleError) return [[`provable ${name}`, error.message]]
    throw error
  }
}

function requestOf(body: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return new Uint8Array(Buffer.concat([Buffer.from('\x01\x04POST\0\x01/\0\0', 'latin1'), length, body]))
}

const cases = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as DigestCase[]
const provables = WebAssembly.validate(TWO_MEMORIES) ? cases.flatMap(digestProvable) : []
console.log(JSON.stringify(Object.fromEntries([...cases.flatMap(digestModule), ...provables])))
