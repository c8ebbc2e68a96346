import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type InvokeOptions, instrument, type Outcome, prepare, Sandbox } from '../../src/index.ts'

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

const cases = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as DigestCase[]
console.log(JSON.stringify(Object.fromEntries(cases.flatMap(digestModule))))
