/**
 * Halmos over scripts/audit/symbolic: the settlement's equations, and that every step keeps what is owed (ESC-3), within the
 * bounds that each proof names. Then the same proofs over contracts with one thing broken in each, which they must notice.
 */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { root } from '../../lib/run.ts'
import { ensureTools } from '../lib/tools.ts'
import { BROKEN, type Broken } from './broken.ts'
import type { ProveOptions, Test } from './project.ts'

const KINDS = ['TimeProofs', 'LedgerProofs', 'MoneyProofs', 'TermsProofs']

/**
 * Prints each equation and whether it is proved, then each broken contract and whether that was noticed.
 * @param options `--jobs N`: so many at a time, as many as the machine has cores by default
 */
export async function halmos(options: string[]): Promise<boolean> {
  ensureTools()
  const results: boolean[] = []
  const jobs = [...KINDS.map((kind) => () => proveKind(kind)), ...BROKEN.map((broken, i) => () => notices(broken, i))]
  const lane = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) results.push(await job())
  }
  await Promise.all(Array.from({ length: readJobs(options) }, lane))
  return results.every(Boolean)
}

function readJobs(options: string[]): number {
  const at = options.indexOf('--jobs')
  if (at < 0) return availableParallelism()
  const jobs = Number(options[at + 1])
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64)
    throw new Error(`--jobs ${options[at + 1]}: a whole number from 1 to 64 is allowed`)
  return jobs
}

function run(job: ProveOptions): Promise<Test[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: job })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function proveKind(kind: string): Promise<boolean> {
  const tests = await run({ name: kind, kind, prefix: 'check_' })
  for (const test of tests) {
    const effort = `${test.num_paths?.[0] ?? 0} paths, ${(test.time?.[0] ?? 0).toFixed(0)} s`
    console.log(`  ${isProved(test) ? 'proved    ' : 'NOT PROVED'} ${title(kind, test.name)} (${effort})`)
  }
  return tests.length === countChecks(kind) && tests.every(isProved)
}

/** Every path was followed to its end, and none fails. */
function isProved({ exitcode, num_bounded_loops }: Test): boolean {
  return exitcode === 0 && num_bounded_loops === 0
}

async function notices({ what, file, from, to, kind, check }: Broken, index: number): Promise<boolean> {
  const text = readFileSync(join(root, file), 'utf8')
  if (text.split(from).length !== 2) throw new Error(`scripts/audit/halmos/broken.ts: "${from}" is not once in ${file}`)
  const replaced = { [file]: text.replace(from, to) }
  const tests = await run({ name: `broken${index}`, kind, prefix: `${check}\\(`, replaced, options: ['--early-exit'] })
  // 1: a counterexample. Anything else, a time-out too, is no proof of having noticed
  const found = tests.some(({ exitcode }) => exitcode === 1)
  console.log(`  ${found ? 'noticed   ' : 'UNNOTICED '} ${what} (by ${check})`)
  return found
}

function source(kind: string): string {
  return readFileSync(join(root, `scripts/audit/symbolic/${kind}.sol`), 'utf8')
}

function countChecks(kind: string): number {
  return source(kind).split('function check_').length - 1
}

/** The sentence above the check, from its source. */
function title(kind: string, name: string): string {
  const check = name.split('(')[0]
  const [, sentence] = source(kind).match(new RegExp(`@notice ([^\n]+)\n\\s*function ${check}\\(`)) ?? []
  return sentence ? `${check}: ${sentence}` : name
}
