/**
 * `npm run test:deep`: the randomised tests ten times as long, then invariants in rounds, each with a seed of its own,
 * until five million calls were made. Stops at the first violation.
 *   --times 10  --calls 5000000  --seed 7  --minutes 30 (of soak; what was left out is said)  --only soak|tests
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureContracts } from '../build.ts'
import { type RunResult, root, run } from '../lib/run.ts'

/** A copy of the tests whose effort is written anew: it is stated beside each of them. Git ignores it. */
const place = join(root, '.audit/deep')
const INLINE = /(hardhat-config: )(fuzz|invariant)\.(runs|depth)( = )(\d+)/g
/** Most of one invariant in one round: enough to make the start of the runner small beside it. */
const MOST_RUNS = 250
const DEPTH = 100

interface Options {
  times: number
  calls: number
  seed: number
  minutes: number
  only: string
}

const seconds = (milliseconds: number) => milliseconds / 1000

async function main(options: Options): Promise<number> {
  await ensureContracts()
  console.log(`seed ${options.seed}: npm run test:deep -- --seed ${options.seed}`)
  const parts = [options.only !== 'soak' && tests(options), options.only !== 'tests' && soak(options)]
  for (const part of parts) if (part && !(await part())) return 1
  return 0
}

/** The short profile's fuzz tests and comparisons with models, with more runs each. */
function tests({ times, seed }: Options) {
  return async () => {
    const env = {
      FUZZ_SEED: `${seed}`,
      FUZZ_RUNS: `${8 * times}`,
      MATCH_SEED: `${seed}`,
      MATCH_PLANS: `${60 * times}`,
      NODE_V8_COVERAGE: '',
    }
    console.log(`\n-- models, ${JSON.stringify(env)}`)
    const models = globSync('test/fuzz/*.test.ts', { cwd: root })
    const { code } = await run('mocha', ['--exit', '--timeout', '0', ...models], { env })
    if (code !== 0) return false
    copyTests((_, what, value) => (what === 'runs' ? value * times : value))
    console.log(`\n-- fuzz tests and invariants, ${times} times the runs, seed ${hex(seed)}`)
    return report(await solidity(seed, ['test/fuzz/**/*.t.sol', 'test/invariant/**/*.t.sol'], times))
  }
}

/** Invariants until the calls are made, or the time is over. */
function soak({ calls, seed, minutes }: Options) {
  return async () => {
    const invariants = countInvariants()
    const runs = Math.min(MOST_RUNS, Math.ceil(calls / (invariants * DEPTH)))
    copyTests((kind, what, value) => (kind === 'invariant' ? { runs, depth: DEPTH }[what] : value))
    const each = invariants * runs * DEPTH
    const rounds = Math.ceil(calls / each)
    console.log(`\n-- soak: ${rounds} rounds of ${invariants} invariants, ${runs} runs of ${DEPTH} calls each`)
    const started = performance.now()
    let busy = 0
    for (let i = 1; i <= rounds; i++) {
      const result = await solidity(seed + i, ['test/invariant/**/*.t.sol'], 1)
      if (!report(result)) return false
      // the first round compiles
      if (i > 1) busy += result.seconds
      const rate = i > 1 ? `, ${((each * (i - 1)) / busy).toFixed(0)} calls/s` : ''
      console.log(`  round ${i}/${rounds}, seed ${hex(seed + i)}: ${each * i} calls, no violation${rate}`)
      if (seconds(performance.now() - started) < minutes * 60 || i === rounds) continue
      const left = busy > 0 ? `, about ${(((busy / (i - 1)) * (rounds - i)) / 60).toFixed(0)} minutes` : ''
      console.log(`  stopped after ${minutes} minutes: ${calls - each * i} of ${calls} calls were not made${left}`)
      return true
    }
    return true
  }
}

function copyTests(effort: (kind: string, what: 'runs' | 'depth', value: number) => number): void {
  mkdirSync(place, { recursive: true })
  for (const name of ['contracts', 'test', 'base.config.ts', 'hardhat.config.ts'])
    rmSync(join(place, name), { recursive: true, force: true })
  for (const name of ['contracts', 'package.json']) cpSync(join(root, name), join(place, name), { recursive: true })
  cpSync(join(root, 'hardhat.config.ts'), join(place, 'base.config.ts'))
  for (const file of globSync(['test/*.sol', 'test/{unit,fuzz,invariant}/**/*.sol'], { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8')
    const written = text.replace(INLINE, (_, head, kind, what, is, value) => {
      return `${head}${kind}.${what}${is}${effort(kind, what, Number(value))}`
    })
    mkdirSync(join(place, file, '..'), { recursive: true })
    writeFileSync(join(place, file), written)
  }
  for (const name of ['node_modules', 'scripts']) {
    rmSync(join(place, name), { force: true })
    symlinkSync(join(root, name), join(place, name), 'junction')
  }
  writeFileSync(
    join(place, 'hardhat.config.ts'),
    `import base from './base.config.ts'
const runs = Number(process.env.DEEP_RUNS)
const seed = process.env.DEEP_SEED
export default { ...base, test: { solidity: { fuzz: { seed, runs }, invariant: { runs } } } }
`,
  )
}

function countInvariants(): number {
  const files = globSync('test/invariant/**/*.t.sol', { cwd: root })
  const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  return [...text.matchAll(/function invariant_/g)].length
}

function solidity(seed: number, patterns: string[], times: number): Promise<RunResult> {
  const files = globSync(patterns, { cwd: place })
  const config = join(place, 'hardhat.config.ts')
  const env = { DEEP_SEED: hex(seed), DEEP_RUNS: `${256 * times}`, NODE_V8_COVERAGE: '' }
  return run(
    'hardhat',
    ['--config', config, '--no-typechain', 'test', 'solidity', ...files.map((f) => join(place, f))],
    {
      quiet: true,
      env,
    },
  )
}

/** Prints what a failed run said, with its counterexample. */
function report({ code, output }: RunResult): boolean {
  const passing = output.match(/\d+ passing/)?.[0]
  if (code === 0 && passing) {
    console.log(`  ${passing}`)
    return true
  }
  console.log(output)
  return false
}

function hex(seed: number): string {
  return `0x${seed.toString(16).padStart(64, '0')}`
}

function readOptions(): Options {
  const string = { type: 'string' } as const
  const { values } = parseArgs({
    options: { times: string, calls: string, seed: string, minutes: string, only: string },
  })
  const number = (name: 'times' | 'calls' | 'seed' | 'minutes', standard: number) => {
    const value = Number(values[name] ?? standard)
    if (!(value > 0)) throw new RangeError(`--${name} is "${values[name]}"; allowed is a number above 0`)
    return value
  }
  const only = values.only ?? ''
  if (!['', 'soak', 'tests'].includes(only)) throw new RangeError(`--only is "${only}"; allowed are soak and tests`)
  return {
    times: number('times', 10),
    calls: number('calls', 5_000_000),
    seed: number('seed', (Date.now() % 1_000_000) + 1),
    minutes: number('minutes', Number.POSITIVE_INFINITY),
    only,
  }
}

process.exitCode = await main(readOptions())
