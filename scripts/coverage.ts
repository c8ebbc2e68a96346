/**
 * `npm run coverage`: prints line and branch coverage of the contracts (by their Solidity tests) and of the TypeScript
 * packages. TypeScript coverage is read from BOURSE_V8_COVERAGE when CI collected it during the tests, else the
 * packages' own tests run for it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run } from './lib/run.ts'

const packages = ['sdk', 'runtime', 'worker', 'gateway', 'cli']

async function contracts(): Promise<number> {
  console.log('Contracts (Solidity tests)')
  const { code, output } = await run('hardhat', ['test', 'solidity', '--coverage'], { quiet: true })
  const table = output.slice(Math.max(0, output.indexOf('Coverage Report')))
  console.log(code === 0 ? table : output)
  return code
}

async function typescript(collected: string | undefined): Promise<number> {
  const folder = collected ?? mkdtempSync(join(tmpdir(), 'bourse-coverage-'))
  console.log('TypeScript')
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

const codes = [await contracts(), await typescript(process.env.BOURSE_V8_COVERAGE)]
process.exitCode = codes.every((code) => code === 0) ? 0 : 1
