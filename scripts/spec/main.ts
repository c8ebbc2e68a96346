/**
 * `npm run test:spec -- <folder>`: runs the .wast files of a folder, such as the official WebAssembly core test suite, on
 * the reference machine and the fast one, and a sample of steps with every opcode on the contract. Prints accepted,
 * refused (by reason) and passed counts; exit code 1 where an assertion of an accepted module or a step fails, or nothing
 * passed.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runScript, type Tally } from '../../prover/src/wast/script.ts'
import type { Target } from '../../prover/src/wast/target.ts'
import { targets } from '../../prover/src/wast/targets.ts'
import { ensureContracts } from '../build.ts'
import { root, run } from '../lib/run.ts'

/** A file that is not written in forms, such as those of the annotations proposal, is not read at all. */
function runFile(path: string, target: Target): Tally | undefined {
  try {
    return runScript(readFileSync(path, 'utf8'), target)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error })
  }
}

function runFolder(folder: string, files: string[], target: Target): Tally {
  const total: Tally = { passed: 0, failed: [], accepted: 0, refused: new Map(), skipped: new Map(), steps: 0 }
  const unread: string[] = []
  for (const file of files) {
    const tally = runFile(join(folder, file), target)
    if (!tally) {
      unread.push(file)
      continue
    }
    console.log(`${file.padEnd(36)} ${tally.accepted} modules, ${tally.passed} passed, ${tally.failed.length} failed`)
    for (const failure of tally.failed) console.log(`  FAILED  ${failure}`)
    total.passed += tally.passed
    total.accepted += tally.accepted
    total.steps += tally.steps
    total.failed.push(...tally.failed)
    add(total.refused, tally.refused)
    add(total.skipped, tally.skipped)
  }
  console.log(`${unread.length} files not read: ${unread.join(' ')}`)
  return total
}

function add(to: Map<string, number>, from: Map<string, number>): void {
  for (const [reason, count] of from) to.set(reason, (to.get(reason) ?? 0) + count)
}

function print(heading: string, counts: Map<string, number>): void {
  const total = [...counts.values()].reduce((a, b) => a + b, 0)
  console.log(`${total} ${heading}`)
  for (const [reason, count] of [...counts].sort(([, a], [, b]) => b - a)) console.log(`  ${count}  ${reason}`)
}

/** The first steps of each opcode and its flags, on a simulated chain. */
async function runContract(folder: string): Promise<boolean> {
  console.log('== contract, a sample of steps ==')
  const test = join(root, 'test/fuzz/scripts.test.ts')
  const { code } = await run('mocha', ['--exit', '--timeout', '0', test], { env: { SCRIPTS: folder } })
  return code === 0
}

async function main(folder: string | undefined, pattern = '*.wast'): Promise<number> {
  const files = folder ? globSync(pattern, { cwd: folder }).sort() : []
  if (!folder || files.length === 0) {
    console.error(`Folder "${folder ?? ''}" holds no ${pattern}: give one with .wast files, and a pattern if not all`)
    return 2
  }
  let failed = false
  for (const target of targets) {
    console.log(`== ${target.name} machine, ${files.length} files ==`)
    const started = performance.now()
    const total = runFolder(folder, files, target)
    print('modules refused', total.refused)
    print('commands skipped', total.skipped)
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    console.log(`${total.accepted} modules accepted, ${total.steps} steps, ${seconds} s`)
    console.log(`${total.passed} passed, ${total.failed.length} failed`)
    failed ||= total.failed.length > 0 || total.passed === 0
  }
  await ensureContracts()
  return (await runContract(resolve(folder))) && !failed ? 0 : 1
}

process.exitCode = await main(process.argv[2], process.argv[3])
