/** What .ci/run runs: the README's test command, then every check. Each step is tried, so one run shows all failures. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunResult, run } from './lib/run.ts'

const coverage = mkdtempSync(join(tmpdir(), 'bourse-coverage-'))

/** Checks that run at once: a machine of CI has two cores. */
const AT_ONCE = 2

const npm = (...args: string[]) => run('npm', ['run', '--silent', ...args], { quiet: true })

const checks: [string, () => Promise<RunResult>][] = [
  ['guest modules', () => npm('check:guests')],
  ['types', () => npm('typecheck')],
  ['lint and format', () => npm('lint')],
  ['spec', () => npm('check:spec')],
  ['gas snapshot', () => npm('bench:gas', '--', '--check')],
  ['export snapshot', () => npm('check:exports')],
  ['generated code', () => npm('check:generated')],
  [
    'coverage',
    () => run('npm', ['run', '--silent', 'coverage'], { quiet: true, env: { BOURSE_V8_COVERAGE: coverage } }),
  ],
]

/** Runs the tests, letting them print, and reads the counts of their last line. */
async function tests(): Promise<{ passed: number; failed: number }> {
  const { code, output } = await run('npm', ['test', '--silent'], {
    tee: true,
    env: { NODE_V8_COVERAGE: coverage },
  })
  const [, passed, failed] = output.match(/^(\d+) passed, (\d+) failed/m) ?? ['', '0', '0']
  return { passed: Number(passed), failed: Number(failed) + (code !== 0 && failed === '0' ? 1 : 0) }
}

/** Starts all checks, a few at once; their results in the order of the list. */
function startChecks(): Promise<RunResult>[] {
  const results = checks.map(() => Promise.withResolvers<RunResult>())
  const left = [...checks.entries()]
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [i, [, check]] = next
      results[i]?.resolve(await check())
    }
  }
  for (let i = 0; i < AT_ONCE; i++) void lane()
  return results.map(({ promise }) => promise)
}

const counts = await tests()
const results = startChecks()
for (const [i, [name]] of checks.entries()) {
  const { code, seconds, output } = await (results[i] as Promise<RunResult>)
  console.log(`\n-- ${name}\n${output.trim()}`)
  console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${name} (${seconds.toFixed(0)} s)`)
  if (code === 0) counts.passed += 1
  else counts.failed += 1
}
rmSync(coverage, { recursive: true })
console.log(`\n${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 ? 0 : 1
