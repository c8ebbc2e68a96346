/**
 * Mutation testing of contracts/core: each mutant is compiled and must fail a fast selection of tests. A sample by
 * default; `--sample all` takes every mutant (hours), `--seed` draws another sample, `--only` names a file.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { newRandom } from '../../../test/fuzz/support/random.ts'
import { ensureContracts } from '../../build.ts'
import { root } from '../../lib/run.ts'
import { type CompilerOutput, mustCompile } from '../lib/compile.ts'
import { apply, describe, type Mutant, mutantsOf } from './operators.ts'
import { build, dependants, install, makeSandbox, runTests } from './sandbox.ts'

const ENOUGH = 0.9

type Fate = 'killed' | 'survived' | 'equivalent' | 'refused'

/** Prints every mutant's fate; says whether enough of them were killed. */
export async function mutation(args: string[]): Promise<boolean> {
  const { sample, seed, only } = options(args)
  await ensureContracts()
  const output = trees()
  const all = globSync('contracts/core/**/*.sol', { cwd: root })
    .filter((file) => file.includes(only))
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(join(root, file)), output.sources[file]?.ast))
  const chosen = shuffled(all, seed).slice(0, sample)
  console.log(`  ${all.length} mutants; ${chosen.length} of them, --sample ${sample} --seed ${seed}`)
  makeSandbox()
  const healthy = await runTests()
  if (!healthy.passed) throw new Error(`The tests fail without a mutant:\n${healthy.output.slice(-4000)}`)
  const fates = new Map<Fate, Mutant[]>()
  for (const mutant of chosen) {
    const fate = await fateOf(mutant, dependants(mutant.file, output))
    fates.set(fate, [...(fates.get(fate) ?? []), mutant])
    console.log(`  ${fate.padEnd(10)} ${describe(mutant)}`)
  }
  return report(fates)
}

function options(args: string[]): { sample: number; seed: number; only: string } {
  const { values } = parseArgs({
    args,
    options: { sample: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
  })
  const sample = values.sample === 'all' ? Number.POSITIVE_INFINITY : Number(values.sample ?? 60)
  const seed = Number(values.seed ?? 1)
  if (!(sample > 0)) throw new RangeError(`--sample is "${values.sample}"; allowed are a number above 0, or all`)
  if (!Number.isInteger(seed)) throw new RangeError(`--seed is "${values.seed}"; allowed is an integer`)
  return { sample, seed, only: values.only ?? '' }
}

function trees(): CompilerOutput {
  const files = globSync('contracts/**/*.sol', { cwd: root })
  return mustCompile({ files, output: { '*': { '': ['ast'] } } })
}

function shuffled<T>(items: T[], seed: number): T[] {
  const random = newRandom(seed)
  const left = [...items]
  return items.map(() => left.splice(random.below(left.length), 1)[0] as T)
}

const originals = new Map<string, Map<string, string>>()

/** The code of the contracts as they are, compiled once for each set of files. */
function original(files: string[]): Map<string, string> {
  const key = files.join()
  const code = originals.get(key) ?? build(files, {})
  if (!code) throw new Error(`the compiler refuses ${key}`)
  originals.set(key, code)
  return code
}

async function fateOf(mutant: Mutant, files: string[]): Promise<Fate> {
  const before = original(files)
  const source = apply(readFileSync(join(root, mutant.file)), mutant)
  const code = build(files, { [mutant.file]: source })
  if (!code) return 'refused'
  if ([...code].every(([name, bytecode]) => before.get(name) === bytecode)) return 'equivalent'
  install(code)
  const { passed } = await runTests()
  install(before)
  return passed ? 'survived' : 'killed'
}

function report(fates: Map<Fate, Mutant[]>): boolean {
  const count = (fate: Fate) => fates.get(fate)?.length ?? 0
  const decided = count('killed') + count('survived')
  const share = decided === 0 ? 0 : count('killed') / decided
  for (const mutant of fates.get('survived') ?? []) console.log(`  SURVIVED ${describe(mutant)}`)
  console.log(
    `  killed ${count('killed')} of ${decided} (${(share * 100).toFixed(1)}%, at least ${ENOUGH * 100}% wanted); ` +
      `${count('equivalent')} compile to the same code, ${count('refused')} do not compile`,
  )
  return share >= ENOUGH
}
