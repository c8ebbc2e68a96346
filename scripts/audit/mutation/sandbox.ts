/** A copy of what the tests read, in which the compiled contracts are a mutant's. */
import { type ChildProcess, fork, type StdioOptions } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../lib/run.ts'
import { folder } from '../lib/tools.ts'
import type { Order, Outcome } from './runner.ts'

const place = join(folder, 'mutation')
/** Some tests print. */
const STDIO: StdioOptions = ['ignore', 'ignore', 'inherit', 'ipc']

const MODEL = 'test/fuzz/settlement.test.ts'
const MATCHER = 'test/fuzz/matching.test.ts'
const FAULTS = ['test/regression/{faults,cases,demands,contents,roots}.test.ts', 'test/regression/peers/asks.test.ts']
const REQUESTS = ['test/regression/requests.test.ts']
const DISPUTES = ['test/regression/disputes/*.test.ts']
const JURY = ['test/regression/{jury,jurors}.test.ts']
const BOURSE = [
  ...[MODEL, MATCHER, 'test/regression/{limits,terms,deals,offers,providers,extremes,deposits,administrator}.test.ts'],
  'test/regression/peers/*.test.ts',
]

/** Who looks at files that are in one contract only; the others are in the Bourse, whose tests these are by default. */
const SELECTED: Record<string, string[]> = {
  Cases: FAULTS,
  Demands: FAULTS,
  Contents: FAULTS,
  Evidence: [...FAULTS, ...DISPUTES],
  Games: DISPUTES,
  Lies: DISPUTES,
  Jurors: JURY,
  RequestChecks: REQUESTS,
  MarketReader: [...FAULTS, ...REQUESTS, ...DISPUTES, ...JURY],
  QuoteReader: [MATCHER, MODEL, 'test/regression/{deals,offers}.test.ts', 'test/regression/peers/trades.test.ts'],
  Escrow: ['test/regression/deposits.test.ts', ...BOURSE],
}

const EVERY = [...BOURSE, ...FAULTS, ...REQUESTS, ...DISPUTES, ...JURY]

/** What `npm test` does of these files, with fewer seeds, but the same ones for every mutant. */
const EFFORT = {
  ...{ FUZZ_SEED: '7', FUZZ_RUNS: '3', FUZZ_COMPARE: '6' },
  ...{ MATCH_SEED: '7', MATCH_PLANS: '40', MATCH_OFFERS: '300' },
}
const CHAIN = 'test/fuzz/support/chain.ts'
const PATIENCE = 15 * 60_000
/** 40 and 150 million. */
const [GAS, READ_GAS] = ['0x2625a00', '0x8f0d180']

/** Makes the sandbox from the repository as it is. */
export function makeSandbox(): void {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  for (const name of ['contracts', 'test', 'artifacts/contracts', 'hardhat.config.ts', 'package.json', 'deployments'])
    cpSync(join(root, name), join(place, name), { recursive: true })
  for (const name of [
    'node_modules',
    'sdk',
    'ignition',
    'scripts',
    'worker',
    'runtime',
    'gateway',
    'prover',
    'guests',
    'examples',
  ])
    symlinkSync(join(root, name), join(place, name), 'junction')
  const path = join(place, CHAIN)
  writeFileSync(path, chainOfMutants(readFileSync(path, 'utf8')))
}

/** The tests' chain, as the sandbox has it. */
export function chainOfMutants(text: string): string {
  const replace = (source: string, from: string, to: string) => {
    if (source.includes(from)) return source.replace(from, to)
    throw new Error(`${CHAIN} has no "${from}": scripts/audit/mutation/sandbox.ts wants it there`)
  }
  // a program with many mutants in it is larger than a contract may be
  const roomy = replace(text, "type: 'edr-simulated',", "type: 'edr-simulated', allowUnlimitedContractSize: true,")
  // no more than that needs: a mutant that never ends is traced to its last gas, in memory
  const bounded = replace(roomy, "const GAS = isMeasured ? '0x2faf0800' : '0xff0000'", `const GAS = '${GAS}'`)
  return replace(bounded, "const READ_GAS = '0x3b9aca00'", `const READ_GAS = '${READ_GAS}'`)
}

/** Puts code into the sandbox's artifacts. */
export function install(code: Map<string, string>): void {
  for (const [key, bytecode] of code) {
    const [file = '', name] = key.split(':')
    const path = join(place, 'artifacts', file, `${name}.json`)
    const artifact = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...artifact, bytecode }))
  }
}

let runner: ChildProcess | undefined

/**
 * Runs the tests until one fails, those that know most of a file first. Whoever takes all the time or memory fails.
 */
export function runTests(file = ''): Promise<Outcome> {
  const env = { ...process.env, ...EFFORT }
  runner ??= fork(join(import.meta.dirname, 'runner.ts'), { cwd: place, env, stdio: STDIO })
  const child = runner
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    const finish = (outcome: Outcome) => {
      clearTimeout(timer)
      child.off('exit', died).off('message', finish)
      if (outcome.isFull) stopRunner()
      resolve(outcome)
    }
    const died = (code: number | null) => {
      finish({ passed: false, failed: `the tests did not come to an end (${code})`, isFull: true })
    }
    child.on('exit', died).on('message', finish)
    const [files, all] = [testsFor(file), testsFor('')].map((names) => names.map((name) => join(place, name)))
    child.send({ files, all } as Order)
  })
}

/** The next tests run in a fresh process. */
export function stopRunner(): void {
  runner?.kill('SIGKILL')
  runner = undefined
}

/** All of them where no file is named. */
function testsFor(file: string): string[] {
  const name = file.replace(/^.*\/|\.sol$/g, '')
  const patterns = file ? (SELECTED[name] ?? BOURSE) : EVERY
  return [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: place }).sort()))]
}
