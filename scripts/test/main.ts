/**
 * `npm test`: everything. `npm test -- runtime sdk` runs those groups only; `npm test -- path/of.test.ts` one file.
 * `npm test -- solidity contracts` measures the coverage of the contracts, as everything does.
 * Ends with a line "N passed, N failed" and exit code 0 only when nothing failed and something ran.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureContracts } from '../build.ts'
import { root, run } from '../lib/run.ts'
import { clearHits, report } from './cover/report.ts'
import { countSolidity } from './solidity.ts'

interface Group {
  name: string
  files: string[]
}

interface Counts {
  passed: number
  failed: number
  pending: number
}

const groups: Group[] = [
  { name: 'scripts', files: ['scripts/**/*.test.ts'] },
  { name: 'runtime', files: ['runtime/test/**/*.test.ts'] },
  { name: 'prover', files: ['prover/test/**/*.test.ts'] },
  { name: 'guests', files: ['guests/**/*.test.ts', 'examples/**/*.test.ts'] },
  { name: 'worker', files: ['worker/test/**/*.test.ts'] },
  { name: 'gateway', files: ['gateway/test/**/*.test.ts'] },
  { name: 'cli', files: ['cli/test/**/*.test.ts'] },
  { name: 'sdk', files: ['sdk/test/**/*.test.ts'] },
  { name: 'contracts', files: ['test/{fuzz,regression}/**/*.test.ts'] },
  { name: 'deployment', files: ['test/{integration,deployment,gas}/**/*.test.ts'] },
  { name: 'e2e', files: ['test/e2e/**/*.test.ts'] },
]
/** Waits for processes most of the time: runs beside the others, and prints when it is done. */
const ASIDE = 'e2e'

const solidity = 'solidity'
/** Run on instrumented contracts, and not on those that are deployed. */
const measured = [solidity, 'contracts']
const MEASURED = { BOURSE_COVERAGE: '1', NODE_V8_COVERAGE: '' }
const names = [solidity, ...groups.map((group) => group.name)]
const none: Counts = { passed: 0, failed: 0, pending: 0 }

const expand = (patterns: string[]) =>
  globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' }).sort()

function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, pending: a.pending + b.pending }
}

function heading(name: string): void {
  console.log(`\n== ${name} ==`)
}

function readCounts(file: string): Counts | undefined {
  const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).trim()
  return lines
    ? lines
        .split('\n')
        .map((line) => JSON.parse(line) as Counts)
        .reduce(add, none)
    : undefined
}

/** Runs a group; with `after`, nothing of it is printed before that is done. */
async function runMocha(group: Group, files: string[], after?: Promise<unknown>): Promise<Counts> {
  if (!after) heading(group.name)
  const folder = mkdtempSync(join(tmpdir(), 'bourse-test-'))
  const file = join(folder, 'counts')
  const reporter = ['--reporter', join(root, 'scripts/test/reporter.cjs')]
  const result = await run('mocha', ['--exit', '--timeout', '120000', ...reporter, ...files], {
    env: { BOURSE_TEST_COUNTS: file, ...(measured.includes(group.name) ? MEASURED : {}) },
    quiet: after !== undefined,
  })
  if (after) {
    await after
    heading(group.name)
    process.stdout.write(result.output)
  }
  const counts = readCounts(file)
  rmSync(folder, { recursive: true })
  console.log(`  (${result.seconds.toFixed(0)} s)`)
  if (!counts || (result.code !== 0 && counts.failed === 0)) {
    console.log(`  FAILED  mocha ended with code ${result.code} before its tests were done`)
    return add(counts ?? none, { ...none, failed: 1 })
  }
  return counts
}

const hardhat = (...args: string[]) =>
  run('hardhat', ['--no-typechain', '--coverage', ...args], { quiet: true, env: MEASURED })

/** Compiles the contracts instrumented, into folders of their own; says whether that went well. */
async function buildMeasured(): Promise<boolean> {
  clearHits()
  const { code, output } = await hardhat('build', '--no-tests', '--quiet')
  if (code !== 0) console.log(`  FAILED  the instrumented contracts do not compile:\n${output}`)
  return code === 0
}

/** Prints nothing before it is done: the compiler takes minutes, others run beside it. */
async function runSolidity(built: Promise<boolean>): Promise<Counts> {
  if (!(await built)) return { ...none, failed: 1 }
  const result = await hardhat('test', 'solidity')
  const counts = countSolidity(result.output)
  heading(solidity)
  console.log(result.code === 0 ? `  ${counts.passed} passed` : result.output)
  console.log(`  (${result.seconds.toFixed(0)} s)`)
  const silent = result.code !== 0 && counts.failed === 0
  return silent ? { ...counts, failed: 1 } : counts
}

/** Line and branch coverage of the contracts by all tests that measure it: too little is a failure. */
function covered(): Counts {
  heading('coverage of contracts')
  const { text, short } = report()
  console.log(text)
  for (const reason of short) console.log(`  FAILED  ${reason}`)
  return { ...none, failed: short.length }
}

async function main(wanted: string[]): Promise<number> {
  const files = wanted.filter((name) => name.endsWith('.test.ts'))
  const unknown = wanted.filter((name) => !files.includes(name) && !names.includes(name))
  if (unknown.length > 0) {
    console.error(`Unknown group "${unknown[0]}": allowed are ${names.join(', ')}, or files that end in .test.ts`)
    return 2
  }
  const started = performance.now()
  await ensureContracts()
  let total = none
  const selected = (name: string) => wanted.length === 0 || wanted.includes(name)
  const built = measured.some(selected) ? buildMeasured() : Promise.resolve(true)
  const solidityDone = selected(solidity) ? runSolidity(built) : Promise.resolve(none)
  const filesOf = (group: Group) => (selected(group.name) ? expand(group.files) : [])
  const attempt = async (group: Group, after?: Promise<unknown>) => {
    const own = filesOf(group)
    if (own.length === 0) return none
    const isRunnable = !measured.includes(group.name) || (await built)
    return isRunnable ? runMocha(group, own, after) : { ...none, failed: 1 }
  }
  const isAside = ({ name }: Group) => name === ASIDE && wanted.length !== 1
  const inTurn = async () => {
    let sum = none
    for (const group of groups) if (!isAside(group)) sum = add(sum, await attempt(group))
    return add(sum, await solidityDone)
  }
  const others = inTurn()
  // the compiler needs memory and both cores: what runs aside begins after it
  const aside = built.then(() => Promise.all(groups.filter(isAside).map((group) => attempt(group, others))))
  total = [await others, ...(await aside)].reduce(add, total)
  if (measured.every(selected)) total = add(total, covered())
  if (files.length > 0) total = add(total, await runMocha({ name: 'files', files }, files))
  const skipped = total.pending ? `, ${total.pending} skipped` : ''
  console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s in all`)
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
