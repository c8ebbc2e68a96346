/**
 * `npm run coverage`: prints line and branch coverage of the TypeScript packages, read from BOURSE_V8_COVERAGE when CI
 * collected it during the tests, else from a run of the packages' own tests. That of the contracts is printed by
 * `npm test`, and by `npm test -- solidity contracts`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from './lib/run.ts'

const packages = ['sdk', 'runtime', 'prover', 'worker', 'gateway', 'cli']

async function typescript(collected: string | undefined): Promise<number> {
  const folder = collected ?? mkdtempSync(join(tmpdir(), 'bourse-coverage-'))
  if (!collected) {
    const tests = await run('node', [join(root, 'scripts/test/main.ts'), ...packages], {
      env: { NODE_V8_COVERAGE: folder },
      quiet: true,
    })
    if (tests.code !== 0) console.log(tests.output)
  }
  const include = packages.flatMap((name) => ['--include', `${name}/src/**`])
  const { code } = await run('c8', ['report', '--temp-directory', folder, '--reporter', 'text-summary', ...include])
  if (!collected) rmSync(folder, { recursive: true })
  return code
}

process.exitCode = await typescript(process.env.BOURSE_V8_COVERAGE)
