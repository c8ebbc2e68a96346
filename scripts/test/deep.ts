/**
 * `npm run test:deep`: the randomised tests ten times as long, then invariants in rounds, each with a seed of its own,
 * until five million calls were made. Stops at the first violation.
 *   --times 10  --calls 5000000  --seed 7  --minutes 30 (of soak; what was left out is said)  --only soak|tests
 * A call is one call of the handler by the runner; it sends one transaction or several, and looks at what it did. In the soak
 * the books are read through after every twentieth call and at the end of a run. The handler counts calls and refusals.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureContracts } from '../build.ts'
import { type RunResult, root, run } from '../lib/run.ts'

const { only, ...options } = readOptions()
/** A copy of the tests whose effort is written anew: it is stated beside each of them. Git ignores it. */
const place = join(root, '.audit/deep', only || 'all')
/** Where each run of an invariant writes what its handler was called for. */
const tallies = join(place, 'tallies')
/** The runner calls contracts whose artifacts it was given: the handler has to be among them. */
const INVARIANTS = 'test/invariant/*.sol'
const INLINE = /(hardhat-config: )(fuzz|invariant)\.(runs|depth)( = )(\d+)/g
/** Calls of one round: enough to make the start of the runner small beside it. */
const ROUND = 250_000
/** Reading the books through takes longer than a call. */
const EVERY = 20
/** Calls of one run, by round in turns: a young market is tried more often, an old one has seen more. */
const DEPTHS = [100, 300]

interface Options {
  times: number
  calls: number
  seed: number
  minutes: number
}

const seconds = (milliseconds: number) => milliseconds / 1000

async function main(options: Options): Promise<number> {
  await ensureContracts()
  console.log(`seed ${options.seed}: npm run test:deep -- --seed ${options.seed}`)
  const parts = [only !== 'soak' && tests(options), only !== 'tests' && soak(options)]
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
    return report(await solidity(seed, ['test/fuzz/*.sol', INVARIANTS], times))
  }
}

/** Invariants until the calls are made, or the time is over. */
function soak({ calls, seed, minutes }: Options) {
  return async () => {
    const invariants = countInvariants()
    copyTests()
    const rounds = Math.ceil(calls / ROUND)
    console.log(`\n-- soak: ${rounds} rounds, the runs of each ${DEPTHS.join(' or ')} calls long`)
    const started = performance.now()
    for (let i = 1; i <= rounds; i++) {
      const depth = DEPTHS[i % DEPTHS.length] ?? 100
      const runs = Math.ceil(Math.min(ROUND, calls) / (invariants * depth))
      const { seconds: took, ...result } = await solidity(seed + i, [INVARIANTS], 1, {
        DEEP_RUNS: `${runs}`,
        DEEP_DEPTH: `${depth}`,
      })
      if (!report({ ...result, seconds: took })) return false
      const { made } = readTallies()
      const rate = (made / seconds(performance.now() - started)).toFixed(0)
      console.log(`  round ${i}/${rounds}, seed ${seed + i}, ${runs} runs of ${depth}: ${took.toFixed(0)} s`)
      console.log(`    ${made} calls, no violation, ${rate} calls/s`)
      if (made >= calls) break
      if (seconds(performance.now() - started) < minutes * 60) continue
      console.log(`  stopped after ${minutes} minutes: ${calls - made} of ${calls} calls were not made`)
      break
    }
    printTallies()
    return true
  }
}

/** What the handler counted: its calls, and transactions of each action with those that were not refused. */
function readTallies() {
  const actions = new Map<string, { done: number; tried: number }>()
  let made = 0
  const lines = readFileSync(tallies, 'utf8').trim().split('\n')
  for (const line of lines) {
    const [calls, ...shares] = line.split(' ')
    made += Number(calls)
    for (const [i, name] of actionNames().entries()) {
      const [done = 0, tried = 0] = (shares[i] ?? '').split('/').map(Number)
      const sum = actions.get(name) ?? { done: 0, tried: 0 }
      actions.set(name, { done: sum.done + done, tried: sum.tried + tried })
    }
  }
  return { made, runs: lines.length, actions }
}

/** In the order in which test/invariant/handlers/Actions.sol numbers them. */
function actionNames(): string[] {
  const text = readFileSync(join(root, 'test/invariant/handlers/Actions.sol'), 'utf8')
  const list = text.slice(text.indexOf('return'))
  return [...list.matchAll(/"([^"]+)"/g)]
    .map((match) => match[1])
    .join('')
    .split(',')
}

function printTallies(): void {
  const { made, runs, actions } = readTallies()
  const sum = (of: 'done' | 'tried') => [...actions.values()].reduce((total, action) => total + action[of], 0)
  const share = (done: number, tried: number) => `${((100 * done) / tried).toFixed(1)}%`
  console.log(
    `\n${made} calls in ${runs} runs sent ${sum('tried')} transactions, ${share(sum('done'), sum('tried'))} succeeded:`,
  )
  for (const [name, { done, tried }] of actions)
    console.log(`  ${name.padEnd(24)} ${done} of ${tried}, ${share(done, tried)}`)
}

/** Without `effort` the runner's configuration says how often and how long invariants are played. */
function copyTests(effort?: (kind: string, what: 'runs' | 'depth', value: number) => number): void {
  mkdirSync(place, { recursive: true })
  for (const name of ['contracts', 'artifacts', 'test', 'base.config.ts', 'hardhat.config.ts'])
    rmSync(join(place, name), { recursive: true, force: true })
  for (const name of ['contracts', 'package.json']) cpSync(join(root, name), join(place, name), { recursive: true })
  // the invariants deploy artifacts: the runner builds only what a test file imports
  for (const name of ['contracts', 'build-info'])
    cpSync(join(root, 'artifacts', name), join(place, 'artifacts', name), { recursive: true })
  cpSync(join(root, 'hardhat.config.ts'), join(place, 'base.config.ts'))
  for (const file of globSync(['test/*.sol', 'test/{unit,fuzz,invariant}/**/*.sol'], { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8')
    const written = text.replace(INLINE, (_, head, kind, what, is, value) => {
      if (effort) return `${head}${kind}.${what}${is}${effort(kind, what, Number(value))}`
      return kind === 'invariant' ? '' : `${head}${kind}.${what}${is}${value}`
    })
    const often = effort ? written : written.replace('EVERY = 1;', `EVERY = ${EVERY};`)
    mkdirSync(join(place, file, '..'), { recursive: true })
    writeFileSync(join(place, file), often)
  }
  rmSync(tallies, { force: true })
  for (const name of ['node_modules', 'scripts']) {
    rmSync(join(place, name), { force: true })
    symlinkSync(join(root, name), join(place, name), 'junction')
  }
  writeFileSync(
    join(place, 'hardhat.config.ts'),
    `import base from './base.config.ts'

const runs = Number(process.env.DEEP_RUNS)
const depth = Number(process.env.DEEP_DEPTH)
const seed = process.env.DEEP_SEED
const fsPermissions = { writeFile: [process.env.DEEP_TALLIES] }
export default { ...base, test: { solidity: { fuzz: { seed, runs }, invariant: { runs, depth }, fsPermissions } } }
`,
  )
}

function countInvariants(): number {
  const files = globSync('test/invariant/**/*.t.sol', { cwd: root })
  const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  return [...text.matchAll(/function invariant_/g)].length
}

function solidity(seed: number, patterns: string[], times: number, effort = {}): Promise<RunResult> {
  const files = globSync(patterns, { cwd: place })
  const config = join(place, 'hardhat.config.ts')
  const env = {
    DEEP_SEED: hex(seed),
    DEEP_RUNS: `${256 * times}`,
    DEEP_DEPTH: '100',
    DEEP_TALLIES: tallies,
    NODE_V8_COVERAGE: '',
    ...effort,
  }
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
  // a sequence of hundreds of calls is long
  writeFileSync(join(place, 'failed.log'), output)
  console.log(output.split('\n').slice(0, 60).join('\n'))
  console.log(`  all of it: ${relative(root, join(place, 'failed.log'))}`)
  return false
}

function hex(seed: number): string {
  return `0x${seed.toString(16).padStart(64, '0')}`
}

function readOptions(): Options & { only: string } {
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

process.exitCode = await main(options)
