/**
 * `npm run fuzz:prover`: random modules in the engine and on the fast machine, then random steps on the contract, until all
 * are compared or a difference is found.
 *   --seed 7  --comparisons 10000000  --solidity 200000  --minutes 30 (for both together)  --json
 *   --first 5000   the module to begin with: a run that was stopped at module 5000 goes on there
 * A comparison is one call with its arguments: results or trap, globals, fuel, all of memory. Where one differs, the module
 * is made smaller and printed with the calls. Exit code 1 on a difference.
 */
import { parseArgs } from 'node:util'
import { ensureContracts } from '../build.ts'
import { compareWithEngine } from './prover/engine.ts'

const string = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    seed: string,
    comparisons: string,
    solidity: string,
    minutes: string,
    first: string,
    json: { type: 'boolean' },
  },
})

function numberOf(name: 'seed' | 'comparisons' | 'solidity' | 'minutes' | 'first', standard: number): number {
  const value = Number(values[name] ?? standard)
  if (!(value >= 0)) throw new RangeError(`--${name} is "${values[name]}"; allowed is a number from 0 on`)
  return value
}

const seed = numberOf('seed', (Date.now() % 1_000_000) + 1)
const minutes = numberOf('minutes', Number.POSITIVE_INFINITY)
const started = Date.now()
/** Of the time, three quarters are for the engine. */
const until = (share: number) => started + minutes * 60_000 * share
const say = (line: string) => console.error(line)

/** Contracts are compiled only where they are wanted. */
async function compareWithContract() {
  const steps = numberOf('solidity', 200_000)
  if (steps === 0) return undefined
  await ensureContracts()
  const { compareSteps } = await import('./prover/contract.ts')
  return compareSteps({ seed, steps, until: until(1), say })
}

say(`seed ${seed}`)
const engine = await compareWithEngine({
  seed,
  comparisons: numberOf('comparisons', 10_000_000),
  first: numberOf('first', 0),
  until: until(0.75),
  say,
})
const contract = engine.difference ? undefined : await compareWithContract()

const result = { seed, engine, contract }
if (values.json) console.log(JSON.stringify(result))
process.exit(engine.difference || contract?.difference ? 1 : 0)
