/** What .ci/run runs: the README's test command, then every check. Each step is tried, so one run shows all failures. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './lib/run.ts'

const coverage = mkdtempSync(join(tmpdir(), 'bourse-coverage-'))

const npm = (...args: string[]) => run('npm', ['run', '--silent', ...args])

const checks: [string, () => ReturnType<typeof run>][] = [
  ['types', () => npm('typecheck')],
  ['lint and format', () => npm('lint')],
  ['spec', () => npm('check:spec')],
  ['gas snapshot', () => npm('bench:gas', '--', '--check')],
  ['export snapshot', () => npm('check:exports')],
  ['generated code', () => npm('check:generated')],
  ['guest modules', () => npm('check:guests')],
  ['coverage', () => run('npm', ['run', '--silent', 'coverage'], { env: { BOURSE_V8_COVERAGE: coverage } })],
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

const counts = await tests()
for (const [name, check] of checks) {
  console.log(`\n-- ${name}`)
  const { code, seconds } = await check()
  console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${name} (${seconds.toFixed(0)} s)`)
  if (code === 0) counts.passed += 1
  else counts.failed += 1
}
rmSync(coverage, { recursive: true })
console.log(`\n${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 ? 0 : 1
